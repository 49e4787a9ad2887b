package cli

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"strconv"
	"strings"

	"vedette/internal/ops"
	"vedette/internal/text"
)

// git runs git in the working directory and gives what it prints.
func (c *call) git(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", append([]string{"--no-pager", "-c", "log.showSignature=false"}, args...)...)
	cmd.Dir, cmd.Env = c.app.Dir, c.app.Environ
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		why := text.From(strings.TrimSpace(errs.String())).Cut(200)
		return "", &ops.Error{Kind: ops.KindInvalid, Op: "git " + args[0], Message: text.From(either(why, err.Error())), Hint: "run this in a git checkout", Err: err}
	}
	return strings.TrimSpace(string(out)), nil
}

// The format of one commit for gitCommits: fields end with NUL, so that no
// message can look like another field.
const gitLog = "--format=%x1e%H%x00%an%x00%ae%x00%cI%x00%B%x00"

// gitCommits reads the commits of a range ("A..B", or "B" for all that lead to
// it), newest first, at most limit, with the files each touched.
func (c *call) gitCommits(ctx context.Context, rangeSpec, repository string, limit int) ([]ops.CommitInput, error) {
	out, err := c.git(ctx, "log", gitLog, "--name-status", "--no-renames", "-z", "-n", strconv.Itoa(limit), "--end-of-options", rangeSpec, "--")
	if err != nil {
		return nil, err
	}
	return parseGitLog(out, repository), nil
}

// parseGitLog reads what gitCommits asked for. What is cut is left out.
func parseGitLog(out, repository string) []ops.CommitInput {
	var commits []ops.CommitInput
	for record := range strings.SplitSeq(out, "\x1e") {
		fields := strings.Split(record, "\x00")
		if len(fields) < 5 || len(fields[0]) < 7 || len(fields[0]) > 64 {
			continue
		}
		commit := ops.CommitInput{
			ID: fields[0], AuthorName: limited(fields[1], 128), AuthorEmail: limited(fields[2], 200), Timestamp: fields[3],
			Message: limited(strings.TrimSpace(fields[4]), 4000), Repository: repository,
		}
		for files := fields[5:]; len(files) > 1; {
			status := strings.TrimSpace(files[0])
			if status == "" {
				files = files[1:]
				continue
			}
			if path := files[1]; len(status) == 1 && strings.Contains("AMD", status) && len(path) <= 510 && len(commit.PatchSet) < maxPatchFiles {
				commit.PatchSet = append(commit.PatchSet, ops.PatchFile{Path: path, Type: status})
			}
			files = files[2:]
		}
		commits = append(commits, commit)
	}
	return commits
}

// maxPatchFiles bounds the files sent of one commit; more than that is a
// vendored tree, which names no suspect.
const maxPatchFiles = 500

func limited(s string, bytes int) string {
	if len(s) > bytes {
		s = strings.ToValidUTF8(s[:bytes], "")
	}
	return s
}

// gitRepository is "owner/name" of the remote, which is what Sentry calls
// repositories; "" where there is no remote.
func (c *call) gitRepository(ctx context.Context, remote string) string {
	address, err := c.git(ctx, "remote", "get-url", remote)
	if err != nil {
		return ""
	}
	return repositoryName(address)
}

// repositoryName takes the last two parts of git@host:owner/name.git,
// ssh://host/owner/name or https://host/owner/name.git.
func repositoryName(address string) string {
	address = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSpace(address), "/"), ".git")
	if _, rest, ok := strings.Cut(address, "://"); ok {
		_, address, _ = strings.Cut(rest, "/")
	} else if _, rest, ok := strings.Cut(address, ":"); ok {
		address = rest
	}
	parts := strings.Split(strings.Trim(address, "/"), "/")
	return limited(strings.Join(parts[max(0, len(parts)-2):], "/"), 64)
}

// parseRef reads REPO@COMMIT and REPO@FROM..TO.
func parseRef(s string) (ops.ReleaseRef, error) {
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at == len(s)-1 {
		return ops.ReleaseRef{}, usage("--commit acme/shop@4f2c9e1 or --commit acme/shop@b07a3d5..4f2c9e1", "--commit cannot be %q", s)
	}
	ref := ops.ReleaseRef{Repository: s[:at], Commit: s[at+1:]}
	if from, to, isRange := strings.Cut(ref.Commit, ".."); isRange {
		ref.PreviousCommit, ref.Commit = from, to
		if from == "" || to == "" {
			return ref, usage("name both ends: "+ref.Repository+"@FROM..TO", "--commit cannot be %q", s)
		}
	}
	return ref, nil
}

// proposedVersion is the version a build would have: SENTRY_RELEASE, the commit
// that the build service names, else the one checked out.
func (c *call) proposedVersion(ctx context.Context) (string, error) {
	for _, name := range []string{
		"SENTRY_RELEASE", "GITHUB_SHA", "CI_COMMIT_SHA", "CIRCLE_SHA1", "BUILDKITE_COMMIT", "BITBUCKET_COMMIT", "TRAVIS_COMMIT", "DRONE_COMMIT_SHA",
		"CODEBUILD_RESOLVED_SOURCE_VERSION", "BUILD_SOURCEVERSION", "VERCEL_GIT_COMMIT_SHA", "CF_PAGES_COMMIT_SHA", "HEROKU_SLUG_COMMIT", "SOURCE_VERSION",
	} {
		if v := strings.TrimSpace(c.app.Env(name)); v != "" {
			return v, nil
		}
	}
	head, err := c.git(ctx, "rev-parse", "HEAD")
	if err != nil {
		return "", fmt.Errorf("no version in the environment, and %w", err)
	}
	return head, nil
}
