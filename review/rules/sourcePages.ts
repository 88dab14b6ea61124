import type { Source } from "./rule";

/** The pages that more than one rule rests on. */
export const connectorGroupsPage: Source = {
    title: "Microsoft: Understand Microsoft Entra private network connector groups",
    url: "https://learn.microsoft.com/en-us/entra/global-secure-access/concept-connector-groups",
};

export const zeroTrustAssessment: Source = {
    title: "Microsoft: Zero Trust Assessment, test 25466",
    url: "https://github.com/microsoft/zerotrustassessment/blob/845d10624d2ca228c3e0d629c227b1ff3cf38670/src/powershell/tests/Test-Assessment.25466.md",
};
