/** The program of a user of this package. */
import { ApplicationAssignment, ConnectorGroup } from "pulumi-entra-app-proxy";
import { assignmentName, groupsOf, type ProgramShape } from "./shape";

export async function declare(shape: ProgramShape): Promise<void> {
    const groups = groupsOf(shape).map(({ resource, ...args }) => new ConnectorGroup(resource, args));
    shape.applications.forEach((applicationId, index) => {
        const connectorGroupId = groups[index % groups.length]?.id ?? "";
        new ApplicationAssignment(assignmentName(index), { applicationId, connectorGroupId });
    });
}
