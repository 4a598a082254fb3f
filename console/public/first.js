// Everything waits for who is signed in, so that is asked for while the rest of the code is on its way.
globalThis.askedFirst = fetch('/api/session').catch(() => undefined)
// A file of its own, since the policy refuses inline scripts; before the first paint, so that dark never flashes white.
document.documentElement.dataset.scheme = localStorage.getItem('scheme') ?? 'system'
