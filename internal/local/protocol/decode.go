package protocol

// maxProblems bounds Event.Problems: past it, a broken SDK says nothing new.
const maxProblems = 32
