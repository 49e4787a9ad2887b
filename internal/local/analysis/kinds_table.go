package analysis

// kinds is the table of known errors: what fails around the program first, then what fails inside of it.
func kinds() []kind { return append(environmentKinds(), codeKinds()...) }

// environmentKinds are errors that come from memory, databases, networks and other services.
func environmentKinds() []kind {
	return append(resourceKinds(), append(databaseKinds(), networkKinds()...)...)
}

func resourceKinds() []kind {
	return []kind{{
		name:    "out of memory",
		types:   []string{"memoryerror", "outofmemoryerror", "outofmemoryexception", "nomemoryerror"},
		phrases: []string{"out of memory", "cannot allocate memory", "allowed memory size", "invalid string length"},
		means:   "the process asked for more memory than it may have; the crash frame is where the last straw fell, not always who filled the memory",
		why:     "something holds or builds more data than fits: an unbounded list, a whole file, a cache without limit, or a limit set too low",
		check:   "the size of what the crash frame builds, then memory over time before the crash",
		class:   classAction,
		noFix:   "One event does not show who holds the memory: take a heap profile, or raise the limit.",
	}, {
		name:    "endless recursion",
		types:   []string{"recursionerror", "stackoverflowerror", "stackoverflowexception", "systemstackerror"},
		phrases: []string{"maximum call stack", "maximum recursion depth", "stack overflow", "stack level too deep", "too much recursion"},
		means:   "functions called each other until the stack was full",
		why:     "the case that ends the recursion is missing, or data refers to itself",
		check:   "the frames that repeat in the stack, and the value that should end the recursion",
		class:   classCodeFix,
	}}
}

func databaseKinds() []kind {
	return []kind{{
		name: "database constraint violated",
		types: []string{"integrityerror", "uniqueviolation", "foreignkeyviolation", "notnullviolation", "duplicatekeyexception", "recordnotunique",
			"constraintviolationexception", "dataintegrityviolationexception", "uniqueconstraintviolationexception", "invalidforeignkey"},
		phrases: []string{"violates unique constraint", "violates foreign key", "violates not-null", "violates check constraint", "duplicate key",
			"duplicate entry", "unique constraint failed", "foreign key constraint", "not null constraint failed"},
		means: "the data that the code wrote breaks a rule of the schema; the database protected itself",
		why:   "the code did not check for an existing, missing or empty row before it wrote, or two requests wrote at the same time",
		check: "the values written, and whether a retry or a second request can write them twice (an upsert, or handling this error, closes the race)",
		class: classCodeFix,
	}, {
		name:    "database deadlock or lock wait",
		types:   []string{"deadlockdetected", "deadlocked", "deadlockexception", "deadlockloserdataaccessexception", "lockwaittimeout", "serializationfailure", "lockwaittimeoutexceeded"},
		phrases: []string{"deadlock", "lock wait timeout", "could not serialize access", "database is locked", "database table is locked"},
		means:   "two transactions waited for each other, or one held a lock for too long, and the database gave up one of them",
		why:     "transactions take the same rows in different orders, or do slow work while they hold locks",
		check:   "what else runs inside this transaction, and in which order other code touches the same tables; a bounded retry is right for this error",
		class:   classCodeFix,
	}, {
		name:  "too many database connections",
		types: []string{"toomanyconnectionserror", "connectionpooltimeoutexception", "pooltimeout", "poolerror"},
		phrases: []string{"too many connections", "too many clients", "remaining connection slots", "queuepool limit", "connection pool exhausted",
			"could not obtain a database connection", "connection is not available, request timed out", "timed out fetching a new connection from the connection pool"},
		means: "no database connection was free; the statement of the crash frame is the victim, not the cause",
		why:   "connections are not given back, are held during slow work, or pools together are larger than the server allows",
		check: "pool size times number of processes against the server's limit, then code that keeps a connection while it waits for something else",
		class: classAction,
		noFix: "First compare pool sizes with the server's limit; only then look for a leak.",
	}}
}

func networkKinds() []kind {
	return []kind{{
		name: "connection failed",
		types: []string{"connectionrefusederror", "connectionreseterror", "brokenpipeerror", "connectexception", "connecterror", "connectionerror", "newconnectionerror",
			"unknownhostexception", "gaierror", "econnrefused", "econnreset", "networkerror"},
		phrases: []string{"connection refused", "econnrefused", "actively refused", "econnreset", "connection reset", "broken pipe", "no route to host",
			"name or service not known", "no such host", "getaddrinfo", "enotfound", "failed to fetch", "load failed", "network error", "name resolution"},
		means: "the other side could not be reached or hung up; the code never got an answer",
		why:   "the peer is down, restarting, listening elsewhere, or the address or network rule is wrong in this environment",
		check: "whether the address in this environment is right and the peer was up at that time; then whether the code should retry",
		class: classAction,
		noFix: "The peer was not reachable: start it, or correct its address; the calling code can at most retry.",
	}, {
		name:  "other service refused: rate limit or credentials",
		types: []string{"ratelimiterror", "toomanyrequests", "ratelimitexceeded", "authenticationerror", "unauthorizedexception"},
		phrases: []string{"too many requests", "status code 429", "429 client error", "status 429", "rate limit", "status code 401", "401 client error", "status 401",
			"status code 403", "403 client error", "status 403", "401 unauthorized", "403 forbidden"},
		means: "the other service understood the request and does not want to serve it now, or not for these credentials",
		why:   "the quota is used up, or the token is missing, expired or lacks a permission",
		check: "quota and credentials for this environment; then whether calls can be cached or spread",
		class: classAction,
		noFix: "Quota and credentials are set outside of the code.",
	}, {
		name: "other service failed (HTTP 5xx)",
		phrases: []string{"status code 5", "status 50", "bad gateway", "service unavailable", "gateway timeout", "internal server error", "server error: ",
			"500 server error", "http 50", "http error 5", "response status is 5", "unexpected status: 5", "status=50"},
		types: []string{"httpserverexception", "serviceunavailable", "badgateway", "internalservererror", "httpservererrorexception"},
		means: "the other service answered that it failed itself",
		why:   "the called service had an error of its own, or was overloaded",
		check: "errors of the called service at that time (see the trace), then whether a bounded retry is right",
		class: classAction,
		noFix: "The failure is in the called service; here only the handling of its absence can be improved.",
	}, {
		name: "timeout",
		types: []string{"timeouterror", "timeoutexception", "readtimeout", "connecttimeout", "sockettimeoutexception", "sockettimeout", "readtimeouterror", "connecttimeouterror",
			"taskcanceledexception", "querycanceled", "deadlineexceeded", "softtimelimitexceeded", "httptimeoutexception"},
		phrases: []string{"timed out", "timeout", "deadline exceeded", "etimedout", "time limit exceeded"},
		means:   "the answer did not come within the time allowed; whether the work was done is unknown",
		why:     "the callee was slow or overloaded, the request was larger than usual, or the limit is shorter than normal work takes",
		check:   "the slowest span of the trace, then the limit against its usual duration; a retry must be safe to repeat",
		class:   classAction,
		noFix:   "The time went into the callee: find out why it was slow before changing the limit.",
	}, {
		name: "other service rejected the request (HTTP 4xx)",
		types: []string{"httperror", "httpstatuserror", "httprequestexception", "axioserror", "clientresponseerror", "httpclienterrorexception", "responseerror",
			"badrequest", "unprocessableentity"},
		phrases: []string{"status code 4", "status 40", "client error: ", "http 40", "response status is 4", "unexpected status: 4", "status=40", "bad request", "unprocessable entity"},
		means:   "the other service answered, and does not accept what was asked",
		why:     "the request is built from values that the service does not take, or asks for something that does not exist",
		check:   "the address and body of the request that was sent, against the service's documentation",
		class:   classCodeFix,
	}}
}

// codeKinds are errors of the program's own logic and data.
func codeKinds() []kind { return append(dataKinds(), append(logicKinds(), fallbackKinds()...)...) }

func dataKinds() []kind {
	return []kind{{
		name: "input cannot be parsed",
		types: []string{"jsondecodeerror", "jsonparseexception", "jsonmappingexception", "jsonexception", "jsonreaderexception", "parseerror", "parseexception", "xmlsyntaxerror",
			"parsererror", "unicodedecodeerror", "numberformatexception", "datetimeparseexception"},
		phrases: []string{"unexpected token", "unexpected end of json", "unexpected end of input", "in json at position", "is not valid json", "expecting value: line", "json.parse",
			"cannot unmarshal", "invalid character", "could not parse", "failed to parse", "invalid json", "invalid literal for int"},
		means: "text that was expected in one format came in another one; often an error page, an empty body or a cut answer",
		why:   "whoever produced the text sent something else than agreed, and nobody looked at the status or content type before parsing",
		check: "the first bytes of the text that was parsed, and its status and content type",
		class: classCodeFix,
	}, {
		name:    "permission denied by the system",
		types:   []string{"permissionerror", "accessdeniedexception", "unauthorizedaccessexception", "permissiondenied", "insufficientprivilege", "securityexception"},
		phrases: []string{"permission denied", "access denied", "access is denied", "eacces", "eperm", "operation not permitted", "insufficient privilege"},
		means:   "the program may not do this with the rights it runs with",
		why:     "file mode, user, role or policy of this environment does not allow the operation",
		check:   "which user or role the process has in this environment, against the owner of what it touched",
		class:   classAction,
		noFix:   "Rights are granted outside of the code.",
	}, {
		name: "missing value (nil, None, null, undefined)",
		types: []string{"nullpointerexception", "nullreferenceexception", "npe", "kotlinnullpointerexception", "unexpectednullvalueexception", "argumentnullexception",
			"uninitializedpropertyaccessexception"},
		phrases: []string{"nonetype", "cannot read propert", "cannot set propert", "of undefined", "of null", "is undefined", "is null", "undefined is not", "null is not",
			"nil pointer dereference", "invalid memory address", "for nil", "on null", "object reference not set", "interface {} is nil", "nil map"},
		means:    "the code used a value that was not there",
		why:      "some path leaves the value unset: a lookup without a result, an optional field, an answer not yet loaded, or an order of calls nobody expected",
		check:    "where the missing value is made, and which case gives none; guard there rather than at the crash line",
		class:    classCodeFix,
		suspects: isMissing,
	}}
}

func logicKinds() []kind {
	return []kind{{
		name:     "division by zero",
		types:    []string{"zerodivisionerror", "dividebyzeroexception", "divisionbyzeroerror"},
		phrases:  []string{"division by zero", "divide by zero", "divided by 0", "/ by zero", "division or modulo by zero"},
		means:    "a number that the code divides by was zero",
		why:      "an empty list, a missing setting or a first use makes the divisor zero, and the code has no answer for that case",
		check:    "where the divisor comes from and what the right answer is when there is nothing to divide by",
		class:    classCodeFix,
		suspects: isZero,
	}, {
		name: "index or key that is not there",
		types: []string{"indexerror", "keyerror", "lookuperror", "indexoutofboundsexception", "arrayindexoutofboundsexception", "stringindexoutofboundsexception", "indexoutofrangeexception",
			"keynotfoundexception", "nosuchelementexception", "rangeerror", "outofrangeexception", "outofboundsexception", "stopiteration"},
		phrases: []string{"index out of range", "out of bounds", "out of range", "key not found", "undefined array key", "undefined index", "undefined offset",
			"undefined key", "was not present in the dictionary", "no element"},
		means:    "the code asked a collection for an entry that it does not have",
		why:      "the collection is shorter or has other keys than the code takes for granted, often because input is empty or in an older form",
		check:    "the size or keys of the collection in this event, and who fills it",
		class:    classCodeFix,
		suspects: isNumber,
	}, {
		name:    "assertion failed",
		types:   []string{"assertionerror", "assertionfailederror", "assertionexception", "invariantviolation", "invariantviolationerror"},
		phrases: []string{"assertion failed", "assertion violated", "invariant failed", "invariant violation", "expectation failed"},
		means:   "the program checked its own belief and found it wrong; the damage happened earlier",
		why:     "a state that the author held for impossible was reached",
		check:   "the asserted condition, and which of its parts is false with the variables of this event",
		class:   classCodeFix,
	}, {
		name:  "value of the wrong type",
		types: []string{"typeerror", "attributeerror", "nomethoderror", "classcastexception", "invalidcastexception", "typeassertionerror", "nosuchmethoderror", "badmethodcallexception"},
		phrases: []string{"is not a function", "is not callable", "is not iterable", "has no attribute", "undefined method", "unsupported operand", "interface conversion", "cannot be cast",
			"cannot convert", "must be of type", "is not a constructor", "has no member"},
		means: "the code used a value in a way that its type does not allow",
		why:   "another kind of value arrived than the author expected: a changed interface, mixed-up arguments, or text where a number belongs",
		check: "the actual type of the value on the crash line, and the caller that passed it",
		class: classCodeFix,
	}}
}

// fallbackKinds are recognised only when nothing more special is.
func fallbackKinds() []kind {
	return []kind{{
		name: "database error",
		types: []string{"operationalerror", "programmingerror", "databaseerror", "dataerror", "interfaceerror", "sqlexception", "pdoexception", "queryexception", "statementinvalid",
			"sqlexceptionhelper", "sqliteerror", "sqlsyntaxerrorexception", "mongoerror", "mongoservererror"},
		phrases: []string{"sqlstate", "syntax error at or near", "no such table", "no such column", "unknown column", "undefined table", "undefined column"},
		means:   "the database did not carry out the statement",
		why:     "the statement does not fit the schema that this database has, often because a migration and the code were deployed apart",
		check:   "the statement against the schema of this environment, and the migrations of this release",
		class:   classCodeFix,
	}, {
		name:    "promise rejected without a handler",
		types:   []string{"unhandledrejection", "unhandledpromiserejection", "unhandledpromiserejectionwarning", "promiserejectionerror"},
		phrases: []string{"non-error promise rejection", "promise rejection", "object captured as promise rejection"},
		means:   "asynchronous code failed and nobody waited for it; what was rejected is often no Error, so that its stack is lost",
		why:     "a promise is neither awaited nor has a catch, or something else than an Error is thrown",
		check:   "calls without await on the path of the breadcrumbs; reject with an Error, so that the next event has a stack",
		class:   classCodeFix,
	}, {
		name:    "argument not accepted",
		types:   []string{"valueerror", "argumenterror", "illegalargumentexception", "argumentexception", "invalidargumentexception", "validationerror", "illegalstateexception", "invalidoperationexception"},
		phrases: []string{"invalid argument", "invalid value", "illegal argument"},
		means:   "a function refused what it was given, or was called in a state in which it must not be",
		why:     "a caller passes values that nobody checked at the border of the program",
		check:   "the argument in this event, and where it enters the program",
		class:   classCodeFix,
	}}
}
