import type { Database } from "#kernel/ports";

export type InService = { id: string; slug: string; zone: string };

/** The schools that jobs run for. */
export async function organizationsInService(database: Database): Promise<InService[]> {
  const [result] = await database.batch(
    [{ sql: "select * from app.organizations_in_service()", params: [], arrayMode: false }],
    {
      readOnly: true,
      isolation: "ReadCommitted",
    },
  );
  return (result?.rows ?? []) as InService[];
}

/** Whether an hour of the organization's local day has come; a job without one is always due. */
export function hourHasPassed(localHour: number | undefined, zone: string, at: Date): boolean {
  if (localHour === undefined) return true;
  return (
    Number(new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", hourCycle: "h23" }).format(at)) >=
    localHour
  );
}
