/**
 * What `--diff` shows as added, changed or removed properties of resources, without its indentation. The outputs of the
 * stack, which follow, are the program's own.
 */
export function changedLines(output: string): readonly string[] {
    const [resources = ""] = output.split(/^\s*--outputs:--/m);
    return resources
        .split("\n")
        .map((line) => line.trim().replace(/\s+:/, ":"))
        .filter((line) => /^[~+-]+ \w+: /.test(line) && !/^\S+ pulumi(-nodejs)?:/.test(line));
}
