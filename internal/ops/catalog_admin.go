package ops

// adminOps manage projects, teams, keys and people.
func adminOps() []Operation {
	const read, write, admin = "project:read", "project:write", "project:admin"
	return []Operation{
		define("get_project_details", "Project", Read, "admin", readTime, (*Ops).GetProjectDetails, read, write, admin),
		define("create_project", "Create a project", Write, "admin", writeTime, (*Ops).CreateProject, write, admin),
		define("update_project", "Change a project", Destructive, "admin", writeTime, (*Ops).UpdateProject, write, admin),
		define("delete_project", "Delete a project", Destructive, "admin", writeTime, (*Ops).DeleteProject, admin),
		define("create_team", "Create a team", Write, "admin", writeTime, (*Ops).CreateTeam, "team:write", "team:admin", "org:write", "org:admin"),
		define("add_team_to_project", "Give a project to a team", Write, "admin", writeTime, (*Ops).AddTeamToProject, write, admin),
		define("remove_team_from_project", "Take a project from a team", Destructive, "admin", writeTime, (*Ops).RemoveTeamFromProject, write, admin),
		define("find_dsns", "DSNs of a project", Read, "admin", readTime, (*Ops).FindDSNs, read, write, admin),
		define("create_dsn", "Create a DSN", Write, "admin", writeTime, (*Ops).CreateDSN, write, admin),
		define("update_dsn", "Change a DSN", Destructive, "admin", writeTime, (*Ops).UpdateDSN, write, admin),
		define("delete_dsn", "Delete a DSN", Destructive, "admin", writeTime, (*Ops).DeleteDSN, admin),
		define("find_members", "People", Read, "admin", readTime, (*Ops).FindMembers, "member:read", "member:write", "member:admin"),
		define("find_environments", "Environments", Read, "admin", readTime, (*Ops).FindEnvironments, "org:read", read),
		define("update_environment", "Hide or show an environment", Destructive, "admin", writeTime, (*Ops).UpdateEnvironment, write, admin),
		define("get_ownership", "Ownership rules", Read, "admin", readTime, (*Ops).GetOwnership, read, write, admin),
		define("update_ownership", "Change ownership rules", Destructive, "admin", writeTime, (*Ops).UpdateOwnership, read, write, admin),
		define("find_repositories", "Repositories", Read, "admin", readTime, (*Ops).FindRepositories, "org:read", "org:ci", "org:integrations"),
		define("find_code_mappings", "Code mappings", Read, "admin", readTime, (*Ops).FindCodeMappings, "org:read", "org:ci", "org:integrations"),
		define("find_integrations", "Integrations", Read, "admin", readTime, (*Ops).FindIntegrations, "org:read", "org:integrations"),
		define("search_docs", "Search the documentation", Read, "admin", readTime, (*Ops).SearchDocs),
		define("get_doc", "A page of the documentation", Read, "admin", readTime, (*Ops).GetDoc),
		define("get_org_stats", "Usage and quota", Read, "admin", searchTime, (*Ops).GetOrgStats, "org:read"),
	}
}
