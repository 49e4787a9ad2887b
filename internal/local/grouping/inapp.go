package grouping

import (
	"strings"

	"vedette/internal/local/protocol"
)

// mark is what the rules say about a frame.
type mark struct {
	inApp   bool
	ignored bool // takes no part in grouping
}

// enhance decides whether a frame is the application's own. It starts from what
// the SDK said and applies the rules of Sentry's default stack trace rules
// (all-platforms@2026-01-20) that concern managed languages.
func enhance(f *protocol.Frame, platform string) mark {
	m := mark{inApp: f.InApp != nil && *f.InApp}
	path := first(f.AbsPath, f.Filename)
	switch {
	case isToolingFrame(f, path):
		return mark{ignored: true}
	case isNativeStart(f, platform):
		return mark{ignored: true}
	case m.inApp && (isInstalled(path) || isFramework(f.Module)):
		m.inApp = false
	case f.Package != "" && (strings.HasPrefix(f.Package, "/lib/") || strings.HasPrefix(f.Package, "/usr/lib/")):
		m.inApp = false
	}
	return m
}

// isInstalled reports paths where package managers put what others wrote.
func isInstalled(path string) bool {
	if strings.HasPrefix(path, "/usr/local/lib/") || strings.HasPrefix(path, "/usr/local/Cellar/") {
		return true
	}
	if !strings.ContainsAny(path, `/\`) {
		return false
	}
	for _, folder := range []string{
		"/node_modules/", "/site-packages/", "/dist-packages/", "/vendor/", "/go/pkg/mod/", "/.local/share/",
	} {
		if strings.Contains(path, folder) || strings.HasPrefix(path, folder[1:]) {
			return true
		}
	}
	for _, host := range []string{"https://unpkg.com/", "https://cdnjs.cloudflare.com/", "https://cdn.jsdelivr.net/", "https://esm.run/"} {
		if strings.Contains(path, host) {
			return true
		}
	}
	return false
}

// isFramework reports modules of Java and Kotlin libraries.
func isFramework(module string) bool {
	if !strings.Contains(module, ".") {
		return false
	}
	for _, prefix := range []string{
		"java.", "javax.crypto.", "jdk.", "sun.", "com.sun.", "android.", "androidx.", "com.android.", "dalvik.system.",
		"com.google.android.", "kotlin.", "kotlinx.", "scala.", "akka.", "io.ktor.", "io.netty.", "reactor.core.",
		"org.springframework.", "org.apache.", "org.glassfish.", "org.jboss.", "org.postgresql.", "com.fasterxml.",
		"com.microsoft.", "io.opentelemetry.", "feign.", "oauth.",
	} {
		if strings.HasPrefix(module, prefix) {
			return true
		}
	}
	return false
}

// isToolingFrame reports frames of transpilers, schedulers and reporters, which
// come and go without any change of the program.
func isToolingFrame(f *protocol.Frame, path string) bool {
	switch f.Function {
	case "runMicrotasks", "queueMicrotask", "processTicksAndRejections", "runNextTicks", "nextTick", "_callSuper":
		return true
	}
	if strings.HasPrefix(path, "package:sentry") {
		return true
	}
	switch m := f.Module; {
	case m == "":
		return false
	case m == "newrelic", strings.HasPrefix(m, "io.sentry."), strings.HasPrefix(m, "@babel/"), strings.HasPrefix(m, "core-js/"),
		strings.HasPrefix(m, "regenerator-runtime/"), strings.HasPrefix(m, "tslib/"), strings.HasPrefix(m, "java.lang.reflect."):
		return true
	}
	return false
}

// isNativeStart reports how threads begin and how crashes are raised below the
// program's own code.
func isNativeStart(f *protocol.Frame, platform string) bool {
	if family(platform) != familyNative {
		return false
	}
	switch f.Function {
	case "abort", "raise", "__cxa_throw", "_CxxThrowException", "__assert_rtn", "objc_exception_throw", "std::terminate",
		"rust_begin_unwind", "core::panicking::begin_panic", "std::panicking::begin_panic", "_sigtramp",
		"start", "thread_start", "_pthread_start", "start_wqthread", "_pthread_wqthread", "UIApplicationMain",
		"BaseThreadInitThunk", "RtlUserThreadStart", "invoke_main", "wWinMain", "__libc_start_main", "_start":
		return true
	}
	return false
}
