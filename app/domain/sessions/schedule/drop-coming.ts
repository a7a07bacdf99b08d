import type { Query } from "#kernel/database.server";
import { transitionEach } from "#kernel/write.server";

import { sessionMachine } from "../session.machine";
import type { SessionState } from "../session.machine";
import { sessions } from "../tables";

/** Classes that fall away with their batch. Composed into the command that cancels it, which tells the students. */
export const dropComing = (
  list: { id: string; version: number; state: SessionState }[],
  cancelReason: string,
): Query[] =>
  list.length > 0 ? [transitionEach(sessions, sessionMachine, list, "cancel", { set: { cancelReason } })] : [];
