package api

import (
	"strconv"
	"strings"

	"vedette/internal/local/store"
)

// DSN is the address that an SDK sends the data of p to: scheme://key@host/id, under the origin of this server. It is empty when p has no
// active key.
func DSN(origin string, p store.Project) string {
	if p.PublicKey == "" {
		return ""
	}
	return dsnOf(origin, p.PublicKey, p.ID)
}

func dsnOf(origin, key string, project int64) string {
	scheme, host, found := strings.Cut(origin, "://")
	if !found {
		scheme, host = "http", origin
	}
	return scheme + "://" + key + "@" + host + "/" + strconv.FormatInt(project, 10)
}
