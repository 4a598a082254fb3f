import { createRoot } from 'react-dom/client'

// The least that a page made with React can be.
const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element for the page')
createRoot(root).render(<p>There is React</p>)
