/// <reference types="vitest/config" />
import { defineConfig, type Plugin } from 'vite';

/** Templates keep their line breaks and indents through minification; browsers and people who read the bundle need neither. */
function oneLine(): Plugin {
  return {
    name: 'one-line',
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) if (file.type === 'chunk') file.code = `${file.code.replace(/\n +/g, ' ').trimEnd()}\n`;
    },
  };
}

/** The modules that are built, by mode; each stands alone, so that a page loads what it shows and no more. */
const ENTRIES: Record<string, string> = { production: 'src/index.ts', desk: 'src/desk.ts', 'desk-worker': 'src/design-desk/worker.ts', scorecard: 'src/scorecard.ts' };
/** Modules with words of their own in the place of those of all elements. */
const WORDS: Record<string, string> = { desk: './src/design-desk/english.ts', scorecard: './src/scorecard/english.ts' };

export default defineConfig(({ mode }) => ({
  plugins: [oneLine()],
  publicDir: false,
  resolve: { alias: mode in WORDS ? [{ find: /^\.\/english$/, replacement: new URL(WORDS[mode]!, import.meta.url).pathname }] : [] },
  build: {
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox121', 'safari17.5'],
    outDir: '../src/lifeworld/site/static/lifeworld',
    emptyOutDir: false,
    minify: true,
    lib: { entry: ENTRIES[mode] ?? ENTRIES.production!, formats: ['es'], fileName: () => (mode in ENTRIES && mode !== 'production' ? `${mode}.js` : 'elements.js') },
    rolldownOptions: { output: { minify: true } },
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
}));
