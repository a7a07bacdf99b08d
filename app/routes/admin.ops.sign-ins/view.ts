import { whenText } from "#kernel/time";
import { signInList } from "#domain/identity/unmatched/list-unmatched-sign-ins";
import type { listUnmatchedSignIns } from "#domain/identity/unmatched/list-unmatched-sign-ins";

import type { SortLink } from "#ui/data-table";

import { paths } from "../../paths";
import type { SignInsView } from "./screen";

type Page = Awaited<ReturnType<typeof listUnmatchedSignIns>>;
type Seen = { asked: ReturnType<typeof signInList.parse>; zone: string; done: string | null };

export function signInsView(page: Page, { asked, zone, done }: Seen): SignInsView {
  const { by, descending } = asked.sort;
  const order = (name: "last" | "tries"): SortLink => {
    const now = name !== by ? null : descending ? "descending" : "ascending";
    return {
      href: paths.signIns() + signInList.search(asked, { sort: now === "descending" ? name : `-${name}` }),
      now,
    };
  };
  return {
    rows: page.rows.map((row) => ({
      id: row.id,
      href: paths.signIn(row.id),
      email: row.email,
      tries: row.tries,
      first: whenText(row.firstAt, zone),
      last: whenText(row.lastAt, zone),
      note: row.belongsToOther ? "Staff, or a closed account" : null,
    })),
    sorts: { last: order("last"), tries: order("tries") },
    first: asked.after ? paths.signIns() + signInList.search(asked) : null,
    next: page.next === null ? null : paths.signIns() + page.next,
    flash: flashOf(done),
  };
}

/** What was just done, told once after the redirect. */
function flashOf(done: string | null): SignInsView["flash"] {
  if (done === "attached")
    return {
      tone: "good",
      title: "The address is attached.",
      text: "It signs the student in from now on. Ask them to try again; they are told at their known address too.",
    };
  if (done === "dismissed")
    return { tone: "good", title: "The address is dismissed.", text: "It comes back here if it tries again." };
  return null;
}
