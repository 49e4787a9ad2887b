package api

import (
	"errors"
	"net/http"
	"strings"

	"vedette/internal/local/explore"
	"vedette/internal/local/store"
)

// Sentry's words for what can be wrong besides the language.
const (
	msgNoProject        = "At least one valid project is required to query"
	msgUnknownAttribute = "Unknown attribute"
	msgNotSelected      = "Orderby must also be a selected field"
)

// validation says whether a table can be asked for, and what is wrong with which part.
type validation struct {
	Valid       bool              `json:"valid"`
	Dataset     []validity        `json:"dataset"`
	Environment []validity        `json:"environment"`
	Field       []fieldValidity   `json:"field"`
	OrderBy     []fieldValidity   `json:"orderby"`
	Projects    []validity        `json:"projects"`
	Query       validationOfQuery `json:"query"`
}

type validity struct {
	Valid bool    `json:"valid"`
	Error *string `json:"error"`
}

type fieldValidity struct {
	validity
	Name string        `json:"name"`
	Type *explore.Type `json:"attrType"` // string, number, boolean; null with an error
}

type validationOfQuery struct {
	validity
	Fields []fieldValidity `json:"fields"`
}

// validator checks the parts of one request.
type validator struct {
	api     *api
	request *http.Request
	dataset explore.Dataset
	filter  store.ExploreFilter
	found   map[string]bool // attributes that were looked for
	out     validation
}

// validateEvents checks a table without computing it; as in Sentry, a bad one is answered with the details under status 400.
func (a *api) validateEvents(w http.ResponseWriter, r *http.Request) error {
	v := &validator{api: a, request: r, found: map[string]bool{}, out: validation{
		Valid: true, Dataset: []validity{}, Environment: []validity{}, Field: []fieldValidity{}, OrderBy: []fieldValidity{}, Projects: []validity{},
		Query: validationOfQuery{validity{Valid: true}, []fieldValidity{}},
	}}
	if err := v.check(); err != nil {
		return err
	}
	status := http.StatusOK
	if !v.out.Valid {
		status = http.StatusBadRequest
	}
	writeJSON(w, status, v.out)
	return nil
}

func (v *validator) check() error {
	q := v.request.URL.Query()
	var err error
	if v.dataset, err = explore.ParseDataset(q.Get("dataset")); err != nil {
		v.out.Dataset = append(v.out.Dataset, v.verdict(err.Error()))
		return nil
	}
	v.out.Dataset = append(v.out.Dataset, validity{Valid: true})
	if v.filter, _, err = v.api.exploreFilter(v.request); errors.Is(err, store.ErrNotFound) {
		v.out.Projects = append(v.out.Projects, v.verdict(msgNoProject))
		return nil
	} else if err != nil {
		return err
	}
	for _, name := range present(q["field"]) {
		f, err := v.column(name)
		if err != nil {
			return err
		}
		v.out.Field = append(v.out.Field, f)
	}
	if err := v.search(q.Get("query")); err != nil {
		return err
	}
	for _, name := range present(append(q["sort"], q["orderby"]...)) {
		v.out.OrderBy = append(v.out.OrderBy, v.order(name))
	}
	return nil
}

// verdict makes the whole request invalid if something is wrong.
func (v *validator) verdict(wrong string) validity {
	v.out.Valid = v.out.Valid && wrong == ""
	return validity{wrong == "", orNull(wrong)}
}

// column checks one column: that it can be read, and that somebody sent the attribute that it names.
func (v *validator) column(name string) (fieldValidity, error) {
	plan, err := explore.Parse(explore.Question{Dataset: v.dataset, Columns: []string{name}}, v.api.now())
	if err != nil {
		return fieldValidity{v.verdict(err.Error()), name, nil}, nil
	}
	c := &plan.Columns[0]
	if c.Field != nil && c.Field.Attribute {
		known, err := v.known(*c.Field)
		if err != nil {
			return fieldValidity{}, err
		}
		if !known {
			return fieldValidity{v.verdict(msgUnknownAttribute), name, nil}, nil
		}
	}
	wire := c.Type.Wire()
	return fieldValidity{v.verdict(""), name, &wire}, nil
}

// known says whether any row has an attribute.
func (v *validator) known(f explore.Field) (bool, error) {
	f.Type = "" // whatever its type
	if known, asked := v.found[f.Name]; asked {
		return known, nil
	}
	known, err := v.api.store.HasAttribute(v.request.Context(), explore.Plan{Dataset: v.dataset}, v.filter, f)
	v.found[f.Name] = known
	return known, err
}

// search checks the search and every key in it.
func (v *validator) search(text string) error {
	plan, err := explore.Parse(explore.Question{Dataset: v.dataset, Columns: []string{"count()"}, Query: text, Aggregates: true}, v.api.now())
	if err != nil {
		v.out.Query.validity = v.verdict(err.Error())
		return nil
	}
	seen := map[string]bool{}
	for _, t := range plan.Terms() {
		name := t.Key
		if t.Tag {
			name = "tags[" + name + "]"
		}
		if t.FreeText || seen[name] || t.Field != nil && t.Field.OfRelease() {
			continue
		}
		seen[name] = true
		f, err := v.column(name)
		if err != nil {
			return err
		}
		v.out.Query.Fields = append(v.out.Query.Fields, f)
		v.out.Query.Valid = v.out.Query.Valid && f.Valid
	}
	return nil
}

// order checks that what is sorted by was selected.
func (v *validator) order(name string) fieldValidity {
	for _, f := range v.out.Field {
		if f.Valid && explore.SameColumn(f.Name, strings.TrimPrefix(name, "-")) {
			return fieldValidity{v.verdict(""), name, f.Type}
		}
	}
	return fieldValidity{v.verdict(msgNotSelected), name, nil}
}
