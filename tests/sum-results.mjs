// Sums up what test runners left in a folder and prints it as the last line: sum-results.mjs FOLDER CHECK… -- RUNNER…
// Each left NAME.exit with its exit code, a runner also NAME.trx (dotnet test) or NAME.json (Vitest). What left nothing, ran nothing
// or ended badly counts as a failure.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, ...names] = process.argv.slice(2);
const checks = names.slice(0, names.indexOf('--'));
const runners = names.slice(names.indexOf('--') + 1);
let passed = 0;
let failed = 0;

for (const name of checks) {
  if (endedWell(name)) continue;
  console.error(`${name} failed.`);
  failed += 1;
}

for (const name of runners) {
  const result = fromTrx(name) ?? fromVitest(name) ?? { passed: 0, failed: 0, failures: [] };
  const unexplained = result.failed === 0 && (result.passed === 0 || !endedWell(name));
  if (unexplained) console.error(`${name} did not run to its end.`);
  for (const failure of result.failures) console.error(`FAILED ${name}: ${failure}`);
  passed += result.passed;
  failed += result.failed + (unexplained ? 1 : 0);
}

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

function endedWell(name) {
  return read(`${name}.exit`)?.trim() === '0';
}

function fromTrx(name) {
  const report = read(`${name}.trx`) ?? '';
  const counters = /<Counters ([^>]*)\/>/.exec(report)?.[1];
  if (counters === undefined) return undefined;
  const count = (outcome) => Number(new RegExp(`\\b${outcome}="(\\d+)"`).exec(counters)?.[1] ?? 0);
  return { passed: count('passed'), failed: count('failed') + count('error') + count('timeout') + count('aborted'), failures: failuresOfTrx(report) };
}

// The end of a long output is all that some runners keep of it, so what failed is said there again, with its first lines.
function failuresOfTrx(report) {
  return [...report.matchAll(/<UnitTestResult [^>]*testName="([^"]*)"[^>]*outcome="Failed"[^>]*>([\s\S]*?)<\/UnitTestResult>/g)].map(
    ([, test, result]) => `${unescaped(test)}\n${unescaped(/<Message>([\s\S]*?)<\/Message>/.exec(result)?.[1] ?? '').slice(0, 1500)}`,
  );
}

function fromVitest(name) {
  const text = read(`${name}.json`);
  if (text === undefined) return undefined;
  const { numPassedTests, numFailedTests, testResults = [] } = JSON.parse(text);
  const failures = testResults
    .flatMap((file) => file.assertionResults)
    .filter((test) => test.status === 'failed')
    .map((test) => `${test.fullName}\n${test.failureMessages.join('\n').slice(0, 1500)}`);
  return { passed: numPassedTests, failed: numFailedTests, failures };
}

function unescaped(text) {
  const characters = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replace(/&(?:#x([0-9a-f]+)|(lt|gt|quot|apos|amp));/gi, (_, code, name) => (code ? String.fromCodePoint(parseInt(code, 16)) : characters[name]));
}

function read(file) {
  const path = join(folder, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
