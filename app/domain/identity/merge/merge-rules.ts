import type { Refusal } from "#kernel/refusal";

import { refuseIdentity } from "../refusals";
import type { MergeSide } from "./merge-side";

const liveStates: readonly string[] = ["assigned", "active"];

/** Why these two cannot become one as they are, with what to do first; null where they can. */
export function mergeRefusal(kept: MergeSide, merged: MergeSide): Refusal | null {
  if (kept.id === merged.id) return refuseIdentity("merge.same_account", { fields: { other: [same] } });
  if (kept.disabled || merged.disabled) return refuseIdentity("merge.account_closed");
  if (merged.isStaff) return refuseIdentity("merge.staff_account");
  const plan = kept.enrollments.find(
    (one) => one.live && merged.enrollments.some((other) => other.live && other.planId === one.planId),
  );
  if (plan)
    return refuseIdentity("merge.same_plan", {
      fields: { other: [`Both have a live plan “${plan.plan}”. Cancel one of them first.`] },
    });
  const live = (side: MergeSide) => side.assignments.filter(({ state }) => liveStates.includes(state));
  for (const one of live(kept)) {
    const other = live(merged).find(({ courseId }) => courseId === one.courseId);
    if (other)
      return refuseIdentity("merge.same_course", {
        fields: {
          other: [
            `Both have a live place in ${one.course}: ${one.batch} and ${other.batch}. Withdraw one of them first.`,
          ],
        },
      });
  }
  return null;
}
const same = "That is this account itself. Type the code or an address of the other one.";

/** What a preview was made from, as text: versions of both accounts, their plans and places. */
export function mergeSeen(kept: MergeSide, merged: MergeSide): string {
  const versions = ({ id, version, enrollments, assignments, addresses }: MergeSide) =>
    [
      `${id}:${version}`,
      `${addresses.length}`,
      ...[...enrollments, ...assignments].map((row) => `${row.id}:${row.version}`),
    ].join(",");
  return `${versions(kept)} ${versions(merged)}`;
}
