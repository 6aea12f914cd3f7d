/** Whether a dependency check has seen what it judges. */

/** How many imports the check found in the given files. */
export function importCount(files, modules) {
  const wanted = new Set(files);
  return modules.filter(({ source }) => wanted.has(source)).reduce((sum, { dependencies }) => sum + dependencies.length, 0);
}

/** Why the verdict is worth nothing (files on disk that were not read, or hardly an import found), or null. */
export function whyNotTrusted(files, modules) {
  if (files.length === 0) return 'the dependency check found no source file.';
  const seen = new Set(modules.map(({ source }) => source));
  const unread = files.filter((file) => !seen.has(file));
  if (unread.length > 0)
    return `the dependency check did not read ${unread.length} of ${files.length} source files: ${unread.slice(0, 10).join(', ')}`;
  const imports = importCount(files, modules);
  if (imports < files.length / 2)
    return `the dependency check found only ${imports} imports in ${files.length} source files; it can't have understood them.`;
  return null;
}
