import * as pulumi from "@pulumi/pulumi";

/**
 * Something that each program has one of, made when it first asks. One process can run more than one program, as the
 * Automation API and tests do.
 */
export function ofThisProgram<T>(make: () => T): () => T {
    const made = new WeakMap<object, T>();
    const outsideOfStacks = {};
    return () => {
        const program = pulumi.runtime.getStackResource() ?? outsideOfStacks;
        const its = made.get(program) ?? make();
        made.set(program, its);
        return its;
    };
}
