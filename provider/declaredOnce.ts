import * as pulumi from "@pulumi/pulumi";
import { ofThisProgram } from "./ofThisProgram";

/**
 * An id that one resource of the program may declare: a connector is in one group, an application points at one. The
 * second resource to declare it fails, before anything is registered for it.
 */
export function declaredOnce(noun: string, id: pulumi.Input<string>, resource: string): pulumi.Output<string> {
    const declared = declaredInThisProgram();
    return pulumi.output(id).apply((known) => {
        const other = declared.get(`${noun} ${known}`);
        if (other !== undefined) {
            throw new pulumi.RunError(
                `${noun} ${known} is declared by two resources of this program, "${other}" and "${resource}", but it ` +
                    "is in one group alone. Remove one of the two. Nothing was changed for the second.",
            );
        }
        declared.set(`${noun} ${known}`, resource);
        return known;
    });
}

/** What the program has declared: the resource's name by what is placed. */
const declaredInThisProgram = ofThisProgram(() => new Map<string, string>());
