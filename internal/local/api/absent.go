package api

// absentRoutes are lists of what cannot exist here: nobody makes dashboards, alerts or uptime checks on a laptop's backend. They are answered
// because clients look there, and the truth is that there is none; what would be on their pages is not found.
func (a *api) absentRoutes(org, project string, all map[string]methods) {
	for _, path := range []string{
		org + "/dashboards/", org + "/detectors/", org + "/workflows/", org + "/alert-rules/", org + "/combined-rules/", org + "/uptime/",
		project + "/rules/",
	} {
		all[path] = a.get(a.none)
	}
}
