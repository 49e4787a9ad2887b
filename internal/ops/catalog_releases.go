package ops

// releaseOps read and make releases.
func releaseOps() []Operation {
	return []Operation{
		define("find_releases", "Releases", Read, "releases", searchTime, (*Ops).FindReleases, "project:read", "project:releases", "org:ci"),
	}
}
