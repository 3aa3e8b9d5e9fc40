/** A name of an API's, such as `dueDate` or `due_date`, as words: `Due date`. */
export function inWords(name: string): string {
  const words = name.replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, "$1 $2").replace(/[_\s]+/g, " ").trim();
  const plain = words.replace(/(?<=\s)\p{Lu}(?=\p{Ll})/gu, (letter) => letter.toLowerCase());
  return plain ? plain[0]!.toUpperCase() + plain.slice(1) : name;
}
