import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { transformWithEsbuild, type Plugin } from "vite";
import { defineConfig } from "vitest/config";

const SHEETS = ["tokens", "base", "panel", "messages", "cards"];
const VIRTUAL = "virtual:styles";

async function sheet(): Promise<string> {
  const read = (name: string) => readFileSync(fileURLToPath(new URL(`src/styles/${name}.css`, import.meta.url)), "utf8");
  const { code } = await transformWithEsbuild(SHEETS.map(read).join("\n"), "orientation.css", { loader: "css", minify: true });
  return code.trim();
}

/** The sheet as a string for constructed style sheets, and as a file for browsers that have none. */
function styles(): Plugin {
  return {
    name: "styles",
    resolveId: (id) => (id === VIRTUAL ? `\0${VIRTUAL}` : null),
    load: async (id) => (id === `\0${VIRTUAL}` ? `export default ${JSON.stringify(await sheet())}` : null),
    async generateBundle() {
      this.emitFile({ type: "asset", fileName: "orientation.css", source: await sheet() });
    },
  };
}

export default defineConfig({
  plugins: [styles()],
  build: {
    target: "es2022",
    minify: "esbuild",
    modulePreload: false,
    reportCompressedSize: true,
    // Not `lib`: that keeps an ES module's white space.
    rollupOptions: { input: "src/orientation.ts", output: { entryFileNames: "orientation.js" } },
  },
  test: { environment: "happy-dom", include: ["tests/**/*.test.ts"] },
});
