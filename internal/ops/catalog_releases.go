package ops

import "time"

// releaseOps read and make releases.
func releaseOps() []Operation {
	return []Operation{
		define("find_releases", "Releases", Read, "releases", searchTime, (*Ops).FindReleases, "project:read", "project:releases", "org:ci"),
		define("get_release_details", "Release details and health", Read, "releases", searchTime, (*Ops).GetReleaseDetails, "project:read", "project:releases", "org:ci"),
		define("get_release_health", "Sessions and crash-free rates", Read, "releases", searchTime, (*Ops).GetReleaseHealth, "org:read"),
		define("create_release", "Create a release", Write, "releases", writeTime, (*Ops).CreateRelease, "project:releases", "project:write", "org:ci"),
		define("update_release", "Finalize or archive a release", Destructive, "releases", writeTime, (*Ops).UpdateRelease, "project:releases", "project:write", "org:ci"),
		define("create_deploy", "Record a deploy", Write, "releases", writeTime, (*Ops).CreateDeploy, "project:releases", "project:write", "org:ci"),
		define("set_release_commits", "Set the commits of a release", Destructive, "releases", writeTime, (*Ops).SetReleaseCommits, "project:releases", "project:write", "org:ci"),
		define("check_gate", "Is this release good enough?", Read, "releases", gateTime, (*Ops).CheckGate, "event:read", "org:read"),
	}
}

// gateTime is the longest wait of a gate, and time to read its numbers.
const gateTime = time.Hour + searchTime
