import { testProduct } from "#tests/support/product";
import { onEndSignals } from "#sandbox/signals";

import { endlessStorm, suffer } from "./chaos";
import type { Fault } from "./chaos";
import { breachesOf } from "./oracles";
import { settle } from "./settle";
import { productSubject } from "./subject";
import { startWorkload } from "./workload";
import type { Pace } from "./workload";

// `npm run faults -- --minutes N --seed S`: the short fault test's workload and oracles for as long as one likes, with
// faults in an order of their own. Ends with 1 where a promise was broken.

const calmPace: Pace = { student: 1_500, staff: 1_000, office: 20_000, cron: 1_000, mailSeconds: 10 };

function numberOf(name: string, otherwise: number): number {
  const at = process.argv.indexOf(`--${name}`);
  const value = at === -1 ? otherwise : Number(process.argv[at + 1]);
  if (!(value > 0)) throw new Error(`--${name} takes a number above 0.`);
  return value;
}

const textOf = (fault: Fault) =>
  fault.kind === "kill" ? `kill ${fault.what}` : `${fault.kind} ${fault.mode} for ${(fault.ms / 1000).toFixed(1)} s`;

const minutes = numberOf("minutes", 5);
const seed = Math.floor(numberOf("seed", 1 + Math.floor(Math.random() * 2_147_483_000)));
console.log(`Faults for ${minutes} minutes. The same order again: --seed ${seed}`);
const product = await testProduct("long-faults");
onEndSignals(() => void product.dispose().finally(() => process.exit(130)));
let code = 1;
try {
  const subject = await productSubject(product, 24);
  const workload = await startWorkload(subject, calmPace);
  const end = Date.now() + minutes * 60_000;
  for (const fault of endlessStorm(seed)) {
    if (Date.now() > end) break;
    console.log(`${new Date().toISOString().slice(11, 19)} ${textOf(fault)}`);
    await suffer(product, subject, fault);
  }
  await workload.stop();
  await settle(subject, 300);
  const breaches = await breachesOf(subject, workload.acknowledged);
  await subject.close();
  const { codes, signIns, joins, commands, classes } = workload.acknowledged;
  console.log(
    `Acknowledged: ${codes.length} codes, ${signIns.length} sign-ins, ${joins.length} joins, ${commands.length} commands, ${classes.length} classes.`,
  );
  for (const { kind, what } of breaches) console.log(`BROKEN ${kind}: ${what}`);
  console.log(breaches.length === 0 ? "Nothing lost, nothing twice." : `${breaches.length} promises broken.`);
  code = breaches.length === 0 ? 0 : 1;
} finally {
  await product.dispose();
}
process.exit(code);
