package ops

// adminOps manage projects, teams, keys and people.
func adminOps() []Operation { return nil }
