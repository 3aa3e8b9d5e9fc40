// Sums the results of all test runners in a folder and prints them as the last line; a runner that left no result counts as a failure.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const files = readdirSync(folder);
let passed = 0;
let failed = 0;

for (const file of files.filter((name) => name.endsWith('.trx'))) {
  const counters = /<Counters ([^>]*)\/>/.exec(readFileSync(join(folder, file), 'utf8'))?.[1] ?? '';
  const count = (name) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(counters)?.[1] ?? 0);
  passed += count('passed');
  failed += count('failed') + count('error') + count('timeout') + count('aborted');
}

for (const name of ['client.json', 'page.json']) {
  if (!files.includes(name)) {
    console.error(`${name} is missing: its tests did not run.`);
    failed += 1;
    continue;
  }
  const result = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  passed += result.numPassedTests;
  failed += result.numFailedTests + (result.success || result.numFailedTests > 0 ? 0 : 1);
}

if (files.filter((name) => name.endsWith('.trx')).length === 0) failed += 1;
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
