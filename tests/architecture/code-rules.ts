import ts from "typescript";

import type { Rule } from "./rule";
import { literalText, visit } from "./source-file";
import type { SourceFile } from "./source-file";

/** A rule that looks at every node of the files it holds for. */
const nodes = (
  name: string,
  holds: (filePath: string) => boolean,
  breach: (node: ts.Node, file: SourceFile) => string | null,
): Rule => ({
  name,
  breaches(file) {
    const found: string[] = [];
    if (holds(file.path))
      visit(file.tree, (node) => {
        const one = breach(node, file);
        if (one) found.push(one);
      });
    return found;
  },
});
const inApp = (filePath: string) => filePath.startsWith("app/");
const served = (filePath: string) =>
  inApp(filePath) || (filePath.startsWith("workers/") && !filePath.startsWith("workers/cli/"));

const isNamed = (node: ts.Node, name: string) => ts.isIdentifier(node) && node.text === name;
const isMember = (node: ts.Node, of: string, name: string) =>
  ts.isPropertyAccessExpression(node) && isNamed(node.expression, of) && node.name.text === name;

const clock = nodes(
  "the domain has no clock of its own: ctx.now decides",
  (filePath) => filePath.startsWith("app/domain/"),
  (node) => {
    if (ts.isNewExpression(node) && isNamed(node.expression, "Date") && !node.arguments?.length) return "new Date()";
    return ts.isCallExpression(node) && isMember(node.expression, "Date", "now") ? "Date.now()" : null;
  },
);

const settings = nodes(
  "a setting holds for its transaction only",
  () => true,
  (node) => (/set_config\([^;]*,\s*false\s*\)/.test(literalText(node) ?? "") ? "set_config(…, false)" : null),
);

const environment = nodes("the app reads no environment", inApp, (node) =>
  isMember(node, "process", "env") ? "process.env" : null,
);

const systemContext = nodes(
  "only workers and sandbox build the context of a system actor",
  (filePath) => !/^(workers|sandbox)\//.test(filePath),
  (node) => {
    if (!ts.isPropertyAssignment(node) || !isNamed(node.name, "kind") || literalText(node.initializer) !== "system")
      return null;
    const holder = node.parent.parent;
    return ts.isPropertyAssignment(holder) && isNamed(holder.name, "entrance") ? "entrance of kind system" : null;
  },
);

const declaredRefusals = nodes(
  "a refusal is declared with its sentence in refusals.ts",
  (filePath) => /^(app\/(domain|routes)|workers)\//.test(filePath),
  (node) => (ts.isNewExpression(node) && isNamed(node.expression, "Refusal") ? "new Refusal" : null),
);

const zodWhole: Rule = {
  name: "zod is imported whole: the named import defeats tree shaking",
  breaches: (file) =>
    file.imports
      .filter((one) => !one.ours && (one.to === "zod" || one.to.startsWith("zod/")))
      .filter((one) => one.to !== "zod" || one.namespace !== "z")
      .map((one) => `imports { ${one.names.join(", ")} } from ${one.to}`),
};

const noBarrels: Rule = {
  name: "no file hands on what another one exports",
  breaches: (file) =>
    file.tree.statements
      .filter(ts.isExportDeclaration)
      .filter((one) => one.moduleSpecifier !== undefined)
      .map((one) => one.getText(file.tree))
      // A route shows a refusal by the root's own boundary; Remix finds it by this name.
      .filter(
        (text) =>
          !(file.path.startsWith("app/routes/") && /^export \{ ErrorBoundary \} from "(\.\.\/)+root";$/.test(text)),
      ),
};

const noSockets: Rule = {
  name: "no interactive connection in what serves requests",
  breaches: (file) =>
    served(file.path)
      ? file.imports
          .filter((one) => !one.ours && ["@neondatabase/serverless", "pg", "ws"].includes(one.to))
          .flatMap((one) =>
            one.to === "@neondatabase/serverless"
              ? one.names.filter((name) => ["Pool", "Client"].includes(name)).map((name) => `imports ${name}`)
              : one.typeOnly
                ? []
                : [`imports ${one.to}`],
          )
      : [],
};

const noLooseQueries = nodes("a query goes to read or mutate and is never awaited by itself", inApp, (node) => {
  if (!ts.isAwaitExpression(node)) return null;
  let callee: ts.Expression = node.expression;
  while (ts.isCallExpression(callee) || ts.isPropertyAccessExpression(callee)) callee = callee.expression;
  return isNamed(callee, "q") ? `await ${node.expression.getText().slice(0, 40)}` : null;
});

/** A sentence, or a word that heads something: what a name of a column or a state is not. */
function readText(node: ts.Node): string | null {
  if (ts.isJsxText(node)) return node.text;
  const text = literalText(node);
  // A tagged template is SQL.
  if (text === null || ts.isTaggedTemplateExpression(node.parent) || ts.isImportDeclaration(node.parent)) return null;
  const counted = ts.isCallExpression(node.parent) && isNamed(node.parent.expression, "plural");
  return counted || /\s|^[A-Z][a-z]/.test(text) ? text : null;
}
const schoolsWord = nodes(
  "what a person reads calls a batch by the word of the school",
  (filePath) => inApp(filePath) && filePath !== "app/kernel/school-words.ts",
  (node, file) => {
    const text = readText(node);
    if (text === null) return null;
    // An input is parsed before the school is known.
    const without = file.path.endsWith("/inputs.ts") ? text : text.replaceAll(/\{[aA]?[bB]atch(es)?\}/g, "");
    return /(?<!-)\b[aA]?[bB]atch(es)?\b/.test(without) ? text.trim() : null;
  },
);

export const codeRules: Rule[] = [
  clock,
  settings,
  environment,
  systemContext,
  declaredRefusals,
  zodWhole,
  noBarrels,
  noSockets,
  noLooseQueries,
  schoolsWord,
];
