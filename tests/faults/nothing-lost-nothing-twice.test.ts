import { afterAll, beforeAll, expect, test } from "vitest";

import { testProduct, type TestProduct } from "#tests/support/product";

import { shortStorm, suffer } from "./chaos";
import { breachesOf } from "./oracles";
import { settle } from "./settle";
import { productSubject } from "./subject";
import { quickPace, startWorkload } from "./workload";

let product: TestProduct;
let subject: Awaited<ReturnType<typeof productSubject>>;
beforeAll(async () => {
  product = await testProduct("faults");
  subject = await productSubject(product, 16);
}, 120_000);
afterAll(async () => {
  await subject?.close();
  await product?.dispose();
});

test("runtime, database and everything are killed while Resend fails: nothing acknowledged is lost, nothing is done twice", async () => {
  const witness = await product.watchAudit();
  const workload = await startWorkload(subject, quickPace);
  await expect.poll(() => workload.acknowledged.signIns.length, { timeout: 20_000 }).toBeGreaterThan(8);
  for (const fault of shortStorm) await suffer(product, subject, fault);
  await workload.stop();
  await settle(subject);
  expect(await breachesOf(subject, workload.acknowledged)).toEqual([]);
  expect(await witness.contradictions()).toEqual([]);
  // And it was a storm in which people got on: an empty run proves nothing.
  const { codes, signIns, joins, commands, classes } = workload.acknowledged;
  const done = { codes: codes.length, signIns: signIns.length, joins: joins.length };
  console.log("Acknowledged in the storm:", { ...done, commands: commands.length, classes: classes.length });
  expect(codes.length).toBeGreaterThan(16);
  expect(signIns.length).toBeGreaterThan(10);
  expect(joins.length).toBeGreaterThan(60);
  expect(commands.length).toBeGreaterThan(10);
  expect(classes.length).toBeGreaterThan(4);
});
