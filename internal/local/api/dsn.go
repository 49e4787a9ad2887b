package api

import (
	"strconv"
	"strings"

	"vedette/internal/local/store"
)

// DSN is the address that an SDK sends the data of p to: scheme://key@host/id, under the origin of this server.
func DSN(origin string, p store.Project) string {
	scheme, host, found := strings.Cut(origin, "://")
	if !found {
		scheme, host = "http", origin
	}
	return scheme + "://" + p.PublicKey + "@" + host + "/" + strconv.FormatInt(p.ID, 10)
}
