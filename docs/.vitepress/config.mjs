import { defineConfig } from 'vitepress';

// `npm run docs:site` builds the pages of this folder, with the API reference, into site/: files that any server or folder serves.
export default defineConfig({
  title: 'mintsar',
  description: 'Small-baseline InSAR time-series analysis, with the files and options of MintPy.',
  lang: 'en',
  outDir: '../site',
  cacheDir: '../node_modules/.cache/vitepress',
  cleanUrls: false,
  lastUpdated: false,
  ignoreDeadLinks: [/README/, /bench/],
  // Pages are plain Markdown: <file> is a word in them.
  markdown: { html: false },
  themeConfig: {
    search: { provider: 'local' },
    outline: { level: [2, 3] },
    nav: [
      { text: 'Workflow', link: '/workflow' },
      { text: 'Commands', link: '/commands' },
      { text: 'Options', link: '/options' },
      { text: 'Library', link: '/api/' },
    ],
    sidebar: [
      {
        text: 'Use it',
        items: [
          { text: 'The workflow', link: '/workflow' },
          { text: 'The doctor', link: '/doctor' },
          { text: 'GUNW products', link: '/gunw' },
          { text: 'Commands', link: '/commands' },
          { text: 'Options of the template', link: '/options' },
          { text: 'Notebooks and scripts', link: '/notebooks' },
          { text: 'Clusters', link: '/clusters' },
          { text: 'Many machines', link: '/tiles' },
          { text: 'Scale', link: '/scale' },
          { text: 'Differences from MintPy', link: '/differences' },
        ],
      },
      {
        text: 'Library',
        items: [
          { text: 'mintsar', link: '/api/' },
          { text: 'mintsar/core', link: '/api/core' },
        ],
      },
      { text: 'Develop it', items: [{ text: 'Architecture', link: '/architecture' }] },
    ],
  },
});
