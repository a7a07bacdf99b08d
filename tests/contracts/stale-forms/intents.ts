import { existsSync, readFileSync } from "node:fs";

import ts from "typescript";

import { readSource, visit } from "../../architecture/source-file";
import type { Route } from "./house";

/** What a route's file says it can be asked to do. Null: it says "intent" and names none, so nobody can read which. */
export function intentsOf(text: string): string[] | null {
  const { tree } = readSource("route.tsx", text);
  const found = new Set<string>();
  const speaksOfIntent = (node: ts.Node | undefined) => node !== undefined && /intent/i.test(node.getText(tree));
  const add = (node: ts.Node | undefined) => void (node && ts.isStringLiteralLike(node) && found.add(node.text));
  visit(tree, (node) => {
    // intent === "replay", fields["intent"] !== "replay"
    if (ts.isBinaryExpression(node) && /^[!=]==$/.test(node.operatorToken.getText(tree))) {
      if (speaksOfIntent(node.left)) add(node.right);
      if (speaksOfIntent(node.right)) add(node.left);
    }
    // switch (intent) { case "replay": }
    if (ts.isSwitchStatement(node) && speaksOfIntent(node.expression))
      for (const clause of node.caseBlock.clauses) if (ts.isCaseClause(clause)) add(clause.expression);
    // intent: z.enum(["replay", "replay_all"])
    if (ts.isPropertyAssignment(node) && node.name.getText(tree).replaceAll(/["']/g, "") === "intent")
      visit(node.initializer, add);
    // commands[intent], with const commands = { replay: …, replay_all: … }
    if (
      ts.isElementAccessExpression(node) &&
      ts.isIdentifier(node.expression) &&
      speaksOfIntent(node.argumentExpression)
    )
      for (const name of keysOf(tree, node.expression.text)) found.add(name);
  });
  // A sentence beside the field is no intent.
  const intents = [...found].filter((one) => /^[a-z][a-z0-9_-]*$/.test(one));
  return intents.length > 0 ? intents : /\bintent\b/.test(text) ? null : [];
}

/** The names in an object written out under this name in the file. */
function keysOf(tree: ts.SourceFile, name: string): string[] {
  const keys: string[] = [];
  visit(tree, (node) => {
    if (!ts.isVariableDeclaration(node) || node.name.getText(tree) !== name || !node.initializer) return;
    const object = ts.isSatisfiesExpression(node.initializer) ? node.initializer.expression : node.initializer;
    if (ts.isObjectLiteralExpression(object))
      for (const one of object.properties) if (one.name) keys.push(one.name.getText(tree).replaceAll(/["']/g, ""));
  });
  return keys;
}

/** Every form a person can send, by route and intent; a route that does one thing only goes by its own name. */
export function formNames(routes: Route[]): string[] {
  return routes
    .filter(({ module }) => module.action !== undefined)
    .flatMap(({ id }) => {
      const intents = intentsOf(sourceOf(id));
      if (intents === null)
        throw new Error(
          `app/routes/${id} asks for an intent and names none: compare it with texts, or look it up in an object.`,
        );
      return intents.length > 0 ? intents.map((intent) => `${id} ${intent}`) : [id];
    })
    .toSorted();
}

function sourceOf(id: string): string {
  const file = [`app/routes/${id}/route.tsx`, `app/routes/${id}.tsx`, `app/routes/${id}.ts`].find((one) =>
    existsSync(one),
  );
  if (!file) throw new Error(`No file of the route ${id}.`);
  return readFileSync(file, "utf8");
}
