/**
 * `import.json`, for `pulumi import --file`.
 *
 * The engine cannot read a dynamic resource that it does not know yet (https://github.com/pulumi/pulumi/issues/3550), but
 * takes the state that an import file gives: so each resource has the inputs of its program and the outputs that
 * creating it would have stored.
 */
import { toState } from "../provider/lifecycle/connectorGroupShapes";
import { type ResourceKind, resourceKinds } from "../provider/resourceKinds";
import type { PlannedContents, PlannedGroup, PlannedPlacement } from "./plan";

/** The path of the file in the project. */
export const importFile = "import.json";

/** The file's text in pieces, one resource a line: there can be more of them than fit in memory. */
export class ImportFileText {
    #resources = 0;

    begin(): string {
        return '{"resources": [\n';
    }

    /** The resources of one group. */
    of(planned: PlannedGroup, contents: PlannedContents): string {
        const groupId = planned.group.id;
        return [
            this.#resource(
                "ConnectorGroup",
                planned.slug,
                groupId,
                planned.inputs,
                toState(planned.group, planned.inputs),
            ),
            ...contents.memberships.map((placement) =>
                this.#placement("ConnectorMembership", placement, {
                    connectorId: placement.subjectId,
                    connectorGroupId: groupId,
                }),
            ),
            ...contents.assignments.map((placement) =>
                this.#placement("ApplicationAssignment", placement, {
                    applicationId: placement.subjectId,
                    connectorGroupId: groupId,
                }),
            ),
        ].join("");
    }

    end(): string {
        return "\n]}\n";
    }

    /** The outputs of a membership or an assignment are its inputs. */
    #placement(kind: ResourceKind, { resourceName, subjectId }: PlannedPlacement, properties: object): string {
        return this.#resource(kind, resourceName, subjectId, properties, properties);
    }

    #resource(kind: ResourceKind, name: string, id: string, inputs: object, outputs: object): string {
        const { type, __provider } = resourceKinds[kind];
        const resource = { type, name, id, inputs: { ...inputs, __provider }, outputs: { ...outputs, __provider } };
        this.#resources += 1;
        return `${this.#resources === 1 ? "" : ",\n"}${JSON.stringify(resource)}`;
    }
}
