package api

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// maxPage is the largest page of any list; a larger wish is cut silently.
const maxPage = 100

// maxOffset keeps sums of offsets and limits far from overflow.
const maxOffset = 1 << 30

// page is the window of a list that a request asks for.
type page struct {
	limit  int
	offset int
}

// pageOf reads the page size from the query parameter size ("limit" on issue
// lists, "per_page" elsewhere) and the place from the cursor, a triple
// value:offset:is_prev of which only the offset counts here.
func pageOf(q url.Values, size string, def int) (page, error) {
	p := page{limit: def}
	if s := q.Get(size); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			return p, badRequest("Invalid %s parameter.", size)
		}
		p.limit = min(n, maxPage)
	}
	c := q.Get("cursor")
	if c == "" {
		return p, nil
	}
	parts := strings.Split(c, ":")
	if len(parts) != 3 {
		return p, badRequest("Invalid cursor parameter.")
	}
	_, badValue := strconv.ParseFloat(parts[0], 64)
	offset, badOffset := strconv.Atoi(parts[1])
	_, badFlag := strconv.ParseBool(parts[2])
	if badValue != nil || badOffset != nil || badFlag != nil || offset < 0 || offset > maxOffset {
		return p, badRequest("Invalid cursor parameter.")
	}
	p.offset = offset
	return p, nil
}

// link sets the Link header of a page with total items behind all its pages.
// Both relations are always there; results says whether they hold anything.
func (a *api) link(w http.ResponseWriter, r *http.Request, p page, total int64) {
	q := r.URL.Query()
	q.Del("cursor")
	base := a.opts.BaseURL(r) + r.URL.EscapedPath() + "?"
	if enc := q.Encode(); enc != "" {
		base += enc + "&"
	}
	rel := func(name, cursor string, results bool) string {
		return fmt.Sprintf(`<%scursor=%s>; rel="%s"; results="%t"; cursor="%s"`, base, cursor, name, results, cursor)
	}
	w.Header().Set("Link",
		rel("previous", fmt.Sprintf("0:%d:1", max(0, p.offset-p.limit)), p.offset > 0)+", "+
			rel("next", fmt.Sprintf("0:%d:0", p.offset+p.limit), int64(p.offset+p.limit) < total))
}

// writeHits tells how many items a search matches, where Sentry tells it.
func writeHits(w http.ResponseWriter, total int64) {
	const maxHits = 1000 // Sentry stops counting there; the number is exact here
	w.Header().Set("X-Hits", strconv.FormatInt(total, 10))
	w.Header().Set("X-Max-Hits", strconv.Itoa(maxHits))
}

// cut returns the part of a whole list that the page shows.
func cut[T any](all []T, p page) []T {
	from := min(p.offset, len(all))
	return all[from:min(from+p.limit, len(all))]
}

// writePage answers with one page of a list that is at hand as a whole.
func writePage[T any](a *api, w http.ResponseWriter, r *http.Request, all []T) error {
	p, err := pageOf(r.URL.Query(), "per_page", maxPage)
	if err != nil {
		return err
	}
	a.link(w, r, p, int64(len(all)))
	writeJSON(w, http.StatusOK, cut(all, p))
	return nil
}
