// A file of its own, since the policy refuses inline scripts; before the first paint, so that dark never flashes white.
document.documentElement.dataset.scheme = localStorage.getItem('scheme') ?? 'system'
