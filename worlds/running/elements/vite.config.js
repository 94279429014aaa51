/** The world's own bundle, built with the engine's tools: this folder has no node_modules and no lock of its own. */
import { fileURLToPath } from 'node:url';

const path = (to) => fileURLToPath(new URL(to, import.meta.url));
const ENGINE = '../../../elements';
const TOOLS = `${ENGINE}/node_modules`;

/** Templates keep their line breaks and indents through minification; browsers and people who read the bundle need neither. */
const oneLine = {
  name: 'one-line',
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) if (file.type === 'chunk') file.code = `${file.code.replace(/\n +/g, ' ').trimEnd()}\n`;
  },
};

export default {
  plugins: [oneLine],
  publicDir: false,
  resolve: {
    alias: [
      { find: /^engine\//, replacement: `${path(`${ENGINE}/src`)}/` },
      { find: /^\.\/english$/, replacement: path('src/shared/english.ts') }, // the engine's texts speak this world's words
      { find: /^lit(?=\/|$)/, replacement: path(`${TOOLS}/lit`) },
      { find: /^vitest$/, replacement: path(`${TOOLS}/vitest`) },
    ],
  },
  build: {
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox121', 'safari17.5'],
    outDir: '../src/lifeworld_running/static/lifeworld/running',
    emptyOutDir: false,
    minify: true,
    lib: { entry: 'src/index.ts', formats: ['es'], fileName: () => 'elements.js' },
    rolldownOptions: { output: { minify: true } },
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
};
