import path from "node:path";

import ts from "typescript";

import { readMigrations } from "#migrations/files";
import { inRoot } from "#sandbox/paths";

import { literalText, readSources, visit } from "../architecture/source-file";
import type { SourceFile } from "../architecture/source-file";

export type FoundEvent = { name: string; from: string[]; payload: string[] };
const isEventName = (text: string | null): text is string => text !== null && /^[a-z_]+\.[a-z_]+$/.test(text);

/**
 * Every event that leaves in the outbox, by the place that lets it: `{ name, payload }` in a decision, a call that takes
 * the event's name (`event: "batch.started"`, `identityEvent("staff.removed", …)`), or an insert of a database function.
 */
export function everyEvent(): FoundEvent[] {
  const found = new Map<string, { from: Set<string>; payload: Set<string> }>();
  const add = (name: string, from: string, payload: string[]) => {
    const one = found.get(name) ?? { from: new Set(), payload: new Set() };
    found.set(name, one);
    one.from.add(from);
    for (const key of payload) one.payload.add(key);
  };
  const files = readSources(inRoot("."), ["app/domain"]);
  for (const file of files) {
    visit(file.tree, (node) => {
      if (ts.isObjectLiteralExpression(node)) {
        const payload = property(node, "payload") ?? (property(node, "event") && sharedPayload(file, files));
        for (const name of namesIn(property(node, "event") ?? (payload && property(node, "name"))))
          add(name, file.path, keysOf(payload));
      }
      if (ts.isCallExpression(node) && node.expression.getText().endsWith("Event") && node.arguments[0])
        for (const name of namesIn(node.arguments[0])) add(name, file.path, keysOf(node.arguments[1]));
    });
  }
  for (const { name: file, sql } of readMigrations(inRoot("migrations")))
    for (const [, name = "", payload = ""] of sql.matchAll(
      /insert into (?:public\.)?outbox[^;']*?'([a-z_]+\.[a-z_]+)', jsonb_build_object\(([^;]*?)\)/g,
    ))
      add(
        name,
        `migrations/${file}`,
        [...payload.matchAll(/'(\w+)',/g)].map((match) => match[1]!),
      );
  return [...found]
    .map(([name, { from, payload }]) => ({ name, from: [...from].toSorted(), payload: [...payload].toSorted() }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** What a folder's `move-…` file says with every event it is handed the name of. */
function sharedPayload(file: SourceFile, files: readonly SourceFile[]): ts.Expression | undefined {
  const folder = path.posix.dirname(file.path);
  const mover = files.find((one) => one.path.startsWith(`${folder}/move-`));
  let found: ts.Expression | undefined;
  if (mover)
    visit(mover.tree, (node) => {
      if (ts.isObjectLiteralExpression(node) && property(node, "name")?.getText() === "how.event")
        found = property(node, "payload");
    });
  return found;
}

function property(node: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  for (const one of node.properties)
    if (ts.isPropertyAssignment(one) && one.name.getText() === name) return one.initializer;
  return undefined;
}
/** A name, or both of a choice between two. */
function namesIn(node: ts.Node | undefined): string[] {
  if (!node) return [];
  if (ts.isConditionalExpression(node)) return [...namesIn(node.whenTrue), ...namesIn(node.whenFalse)];
  const text = literalText(node);
  return isEventName(text) ? [text] : [];
}
const keysOf = (node: ts.Node | undefined): string[] =>
  node && ts.isObjectLiteralExpression(node)
    ? node.properties.flatMap((one) => (one.name ? [one.name.getText()] : []))
    : [];
