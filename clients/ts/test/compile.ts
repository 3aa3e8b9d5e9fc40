import { fileURLToPath } from "node:url";
import ts from "typescript";

const folder = fileURLToPath(new URL(".", import.meta.url));
const { options } = ts.parseJsonConfigFileContent(ts.readConfigFile(`${folder}../tsconfig.json`, ts.sys.readFile).config, ts.sys, `${folder}..`);

/** What the compiler has to say of each source, as if it were a file of this folder, behind the source's name. */
export function complaints(sources: readonly { name: string; source: string }[]): string[] {
  const path = (index: number) => `${folder}compiled-${index}.ts`;
  const texts = new Map(sources.map(({ source }, index) => [path(index), source]));
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (file) => texts.has(file) || fileExists(file);
  host.getSourceFile = (file, version, ...rest) => {
    const text = texts.get(file);
    return text === undefined ? getSourceFile(file, version, ...rest) : ts.createSourceFile(file, text, version);
  };
  const program = ts.createProgram([...texts.keys()], { ...options, noUnusedLocals: false }, host);
  return sources.flatMap(({ name }, index) => {
    const file = program.getSourceFile(path(index));
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(({ messageText }) => `${name}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`);
  });
}
