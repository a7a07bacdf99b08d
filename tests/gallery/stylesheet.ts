import path from "node:path";

import tailwindcss from "@tailwindcss/vite";
import { build } from "vite";

/** The product's style sheet, compiled as the product compiles it. */
export async function compileStylesheet(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: "error",
    plugins: [tailwindcss()],
    build: { write: false, minify: true, rollupOptions: { input: path.resolve("app/tailwind.css") } },
  });
  const outputs = Array.isArray(result) ? result : [result];
  for (const output of outputs) {
    if (!("output" in output)) continue;
    for (const file of output.output)
      if (file.type === "asset" && file.fileName.endsWith(".css")) return String(file.source);
  }
  throw new Error("Vite made no style sheet of app/tailwind.css");
}
