package ops

import (
	"vedette/internal/searchquery"
	"vedette/internal/sentryapi"
)

// The objects operations return are Sentry's own; faces know them by these
// names and never import the client.
type (
	User         = sentryapi.User
	Organization = sentryapi.Organization
	Project      = sentryapi.Project
	Team         = sentryapi.Team
	Release      = sentryapi.Release
	Commit       = sentryapi.Commit
	Deploy       = sentryapi.Deploy
	Monitor      = sentryapi.Monitor
	CheckIn      = sentryapi.CheckIn
	CheckInCount = sentryapi.CheckInCount
	Uptime       = sentryapi.UptimeMonitor
	UptimeCheck  = sentryapi.UptimeCheck
	Dashboard    = sentryapi.Dashboard
	Widget       = sentryapi.DashboardWidget
	WidgetQuery  = sentryapi.DashboardWidgetQuery
	Issue        = sentryapi.Issue
	Actor        = sentryapi.Actor
	TagKey       = sentryapi.TagKey
	TagValue     = sentryapi.TagValue
	Activity     = sentryapi.Activity
	Event        = sentryapi.Event
	EventSummary = sentryapi.EventSummary
	Exception    = sentryapi.Exception
	Frame        = sentryapi.Frame
	SourceLine   = sentryapi.SourceLine
	Thread       = sentryapi.Thread
	Breadcrumb   = sentryapi.Breadcrumb
	Request      = sentryapi.Request
	SeerRun      = sentryapi.SeerRun
	PullRequest  = sentryapi.PullRequest
	FilePatch    = sentryapi.FilePatch
	SeerBlock    = sentryapi.SeerBlock
	SeerTodo     = sentryapi.SeerTodo
	SeerQuestion = sentryapi.SeerQuestion
	SeerAsked    = sentryapi.SeerAsked
	SeerStatus   = sentryapi.SeerStatus
	EventRow     = sentryapi.Values
	Value        = sentryapi.Value
	QueryError   = searchquery.Error
	DeviceCode   = sentryapi.DeviceCode
	Grant        = sentryapi.Grant
	ServerInfo   = sentryapi.ServerInfo
	Error        = sentryapi.Error
	Kind         = sentryapi.Kind

	UserReport     = sentryapi.UserReport
	Attachment     = sentryapi.Attachment
	SimilarIssue   = sentryapi.SimilarIssue
	Committer      = sentryapi.Committer
	Owners         = sentryapi.Owners
	IssueView      = sentryapi.IssueView
	ExternalIssue  = sentryapi.ExternalIssue
	SourceMapDebug = sentryapi.SourceMapDebug
	sourceMapFrame = sentryapi.SourceMapFrame
)

// The kinds of Error.
const (
	KindInvalid         = sentryapi.KindInvalid
	KindUnauthenticated = sentryapi.KindUnauthenticated
	KindForbidden       = sentryapi.KindForbidden
	KindNotFound        = sentryapi.KindNotFound
	KindConflict        = sentryapi.KindConflict
	KindRateLimited     = sentryapi.KindRateLimited
	KindNoQuota         = sentryapi.KindNoQuota
	KindNotEnabled      = sentryapi.KindNotEnabled
	KindUnavailable     = sentryapi.KindUnavailable
	KindTimeout         = sentryapi.KindTimeout
	KindCanceled        = sentryapi.KindCanceled
	KindInternal        = sentryapi.KindInternal
)
