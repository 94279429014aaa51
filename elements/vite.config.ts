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

export default defineConfig({
  plugins: [oneLine()],
  publicDir: false,
  build: {
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox121', 'safari17.5'],
    outDir: '../src/lifeworld/site/static/lifeworld',
    emptyOutDir: false,
    minify: true,
    lib: { entry: 'src/index.ts', formats: ['es'], fileName: () => 'elements.js' },
    rolldownOptions: { output: { minify: true } },
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
