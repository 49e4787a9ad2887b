package ops

// accountOps say who the token is and what it can see.
func accountOps() []Operation {
	return []Operation{
		define("whoami", "Who is logged in", Read, "account", readTime, (*Ops).Whoami),
		define("find_organizations", "Organizations", Read, "account", readTime, (*Ops).FindOrganizations, "org:read"),
		define("find_projects", "Projects", Read, "account", readTime, (*Ops).FindProjects, "org:read", "project:read"),
		define("find_teams", "Teams", Read, "account", readTime, (*Ops).FindTeams, "org:read", "team:read"),
	}
}
