import ts from "typescript";

import type { Rule } from "./rule";
import { literalText, visit } from "./source-file";
import type { SourceFile } from "./source-file";

/** SQL name of every table -> the folder that owns it, read from the tables files themselves. */
export function tableOwners(files: readonly SourceFile[]): Map<string, string> {
  const owners = new Map<string, string>();
  for (const file of files) {
    const domain = /^app\/domain\/([^/]+)\/tables\.ts$/.exec(file.path)?.[1];
    if (!domain) continue;
    visit(file.tree, (node) => {
      if (ts.isCallExpression(node) && node.expression.getText() === "pgTable" && node.arguments[0])
        owners.set(literalText(node.arguments[0]) ?? "", `app/domain/${domain}/`);
    });
  }
  return owners;
}

const writers = new Set(["insert", "update", "delete"]);
const writingFunctions = new Set(["transition", "transitionAll", "guardedUpdate"]);

/** "Read across, write at home": any domain may join another's tables, only the owner's folder writes them. */
export function writesAtHome(owners: ReadonlyMap<string, string>): Rule {
  return {
    name: "a table is written in its owner's folder only",
    breaches(file) {
      if (!file.path.startsWith("app/") && !file.path.startsWith("workers/")) return [];
      const found: string[] = [];
      visit(file.tree, (node) => {
        const table = ts.isCallExpression(node) ? writtenTable(node) : null;
        if (table && importedFromAfar(file, table)) found.push(`writes ${table}`);
        for (const name of tablesWrittenBySql(literalText(node) ?? "")) {
          const home = owners.get(name);
          if (home && !file.path.startsWith(home)) found.push(`writes ${name}`);
        }
      });
      return found;
    },
  };
}

function writtenTable(call: ts.CallExpression): string | null {
  const [first] = call.arguments;
  if (!first || !ts.isIdentifier(first)) return null;
  const { expression } = call;
  if (
    ts.isPropertyAccessExpression(expression) &&
    writers.has(expression.name.text) &&
    expression.expression.getText() === "q"
  )
    return first.text;
  return ts.isIdentifier(expression) && writingFunctions.has(expression.text) ? first.text : null;
}

function importedFromAfar(file: SourceFile, table: string): boolean {
  const from = file.imports.find((one) => one.names.includes(table));
  return from !== undefined && from.to.endsWith("/tables") && !file.path.startsWith(from.to.slice(0, -"tables".length));
}

const tablesWrittenBySql = (text: string): string[] =>
  [
    ...text.matchAll(
      /\b(?:insert into|delete from|update)\s+([a-z_]+)\b(?=\s*(?:\(|[a-z]+\s+set\b|set\b|where\b|using\b|[a-z]+\s+using\b|$))/gi,
    ),
  ].map((m) => m[1]!);

/** Only `transition` and `transitionAll` write a state column: they check the move against the machine first. */
export const statesByTransition: Rule = {
  name: "a state is written by transition or transitionAll only",
  breaches(file) {
    if (!file.path.startsWith("app/") || file.path === "app/kernel/write.server.ts") return [];
    const found: string[] = [];
    visit(file.tree, (node) => {
      const sql = /\bupdate\s+([a-z_]+)(?:\s+[a-z]+)?\s+set\b(?:(?!\b(?:from|where)\b)[^;])*?\bstate\s*=/i.exec(
        literalText(node) ?? "",
      );
      if (sql) found.push(`sets the state of ${sql[1]}`);
      if (
        ts.isCallExpression(node) &&
        ts.isPropertyAccessExpression(node.expression) &&
        node.expression.name.text === "set"
      )
        for (const argument of node.arguments)
          if (
            ts.isObjectLiteralExpression(argument) &&
            argument.properties.some((one) => one.name?.getText() === "state")
          )
            found.push(`sets the state of ${node.expression.expression.getText()}`);
    });
    return found;
  },
};

/** Functions of the database that move a state: the fenced claims, and nothing else. */
export const statefulSqlFunctions: Readonly<Record<string, string>> = {
  "app.claim_delivery": "a claim with its lease and fencing token is one statement",
  "app.claim_outbox": "a claim with its lease and fencing token is one statement",
};
/** Names of the SQL functions of a migration that set a state column. */
export const functionsThatSetState = (sql: string): string[] =>
  [...sql.matchAll(/create (?:or replace )?function (app\.\w+)[\s\S]*?\$\$([\s\S]*?)\$\$/g)]
    .filter(([, , body = ""]) =>
      /\bupdate\s+[\w.]+(?:\s+\w+)?\s+set\b(?:(?!\b(?:from|where)\b)[^;])*?\bstate\s*=/i.test(body),
    )
    .map(([, name = ""]) => name);
