import { Client } from "pg";

import type { Database, StatementResult } from "#kernel/ports";

/** One scan of a plan that ran: what it read of which table, and how. */
export type Scan = { table: string; how: string; index: string | null; rows: number; statement: string };
type Node = {
  "Node Type": string;
  "Relation Name"?: string;
  "Index Name"?: string;
  "Actual Rows"?: number;
  "Actual Loops"?: number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  Plans?: Node[];
};

/**
 * A database port that answers like the worker's own and keeps the plan of every statement that runs, those inside
 * functions too: auto_explain, which only an admin may load, on a connection of one that then acts as the worker's role.
 * Nothing stays, so that every question is asked of the same rows. `generic` makes it use the plan it would keep for all parameters, as a long-lived connection does.
 */
export async function explaining(
  adminUrl: string,
  { generic }: { generic: boolean },
): Promise<{ port: Database; scans: Scan[]; end(): Promise<void> }> {
  const client = new Client({ connectionString: adminUrl });
  const scans: Scan[] = [];
  client.on("notice", ({ message }) => {
    const at = message?.indexOf("{") ?? -1;
    if (!message || at < 0 || !message.startsWith("duration:")) return;
    const { "Query Text": statement, Plan: plan } = JSON.parse(message.slice(at)) as {
      "Query Text": string;
      Plan: Node;
    };
    scans.push(...scansOf(plan, statement));
  });
  await client.connect();
  await client.query(`load 'auto_explain'; set auto_explain.log_min_duration = 0; set auto_explain.log_nested_statements = on; set auto_explain.log_format = json;
    set auto_explain.log_level = notice; set auto_explain.log_analyze = on; set auto_explain.log_timing = off; set client_min_messages = notice; set plan_cache_mode = ${generic ? "force_generic_plan" : "force_custom_plan"}`);
  return {
    scans,
    end: () => client.end(),
    port: {
      async batch(statements, { isolation }) {
        const level = isolation === "RepeatableRead" ? "repeatable read" : "read committed";
        await client.query(`begin isolation level ${level}; set local role hub_app`);
        try {
          const results: StatementResult[] = [];
          for (const { sql, params, arrayMode } of statements)
            results.push(
              arrayMode
                ? await client.query({ text: sql, values: params, rowMode: "array" })
                : await client.query({ text: sql, values: params }),
            );
          return results;
        } finally {
          await client.query("rollback");
        }
      },
    },
  };
}

function scansOf(node: Node, statement: string): Scan[] {
  const own = node["Relation Name"];
  const read =
    (node["Actual Rows"] ?? 0) + (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Index Recheck"] ?? 0);
  const scan = {
    table: own ?? "",
    how: node["Node Type"],
    index: node["Index Name"] ?? null,
    rows: read * (node["Actual Loops"] ?? 0),
    statement,
  };
  const isScan = own !== undefined && node["Node Type"].endsWith(" Scan");
  return [...(isScan ? [scan] : []), ...(node.Plans ?? []).flatMap((child) => scansOf(child, statement))];
}
