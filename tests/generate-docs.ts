import { mkdirSync, writeFileSync } from "node:fs";

import { inRoot } from "#sandbox/paths";

import { generatedPages } from "./docs/pages";

/** Writes docs/generated; a test holds the committed files equal to what this writes. */
const pages = await generatedPages();
mkdirSync(inRoot("docs/generated"), { recursive: true });
for (const [name, text] of pages) writeFileSync(inRoot("docs/generated", name), text);
console.log(`docs/generated: ${[...pages.keys()].join(", ")}`);
