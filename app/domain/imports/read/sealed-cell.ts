import { meetingOf } from "../../sessions/replace-link";

const mark = "sealed:";
export const isSealed = (cell: string): boolean => cell.startsWith(mark);

type Seal = (plain: string) => Promise<string>;

/** A cell that holds a link as "sealed:<id> <link> <anything else>", each sealed: a row can be computed without opening it. */
export async function sealCell(cell: string, seal: Seal): Promise<string> {
  const plain = cell.trim();
  if (plain === "" || isSealed(plain)) return cell;
  const meeting = meetingOf(plain);
  const parts = meeting ? [meeting.meetingId, meeting.url?.href, null] : [null, null, plain];
  return mark + (await Promise.all(parts.map(async (part) => (part ? seal(part) : "")))).join(" ");
}

/** What was typed, for the file that goes back to be fixed. */
export async function openCell(cell: string, open: Seal): Promise<string> {
  if (!isSealed(cell)) return cell;
  const [id, url, text] = cell.slice(mark.length).split(" ");
  const sealed = url || id || text;
  return sealed ? open(sealed) : "";
}

export function sealedMeeting(cell: string): { meetingIdSealed: string | null; fallbackSealed: string | null } | null {
  const [id = "", url = ""] = cell.slice(mark.length).split(" ");
  return id || url ? { meetingIdSealed: id || null, fallbackSealed: url || null } : null;
}
