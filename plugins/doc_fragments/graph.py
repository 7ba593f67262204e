# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Documentation that the plugins of this collection share. It is private to this collection, and may change at any time.

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  tenant:
    description:
      - The home tenant, to which the credentials belong, as tenant ID or verified domain.
      - If it is not given, the first of E(ENTRA_TENANT), E(AZURE_TENANT_ID), E(AZURE_TENANT) that is set is used.
      - Before anything is sent to Microsoft Graph, this tenant is compared with the tenant of the access token
        (C(tid)). This happens with every O(auth_method). For a domain, the login endpoint says which tenant the domain
        belongs to. A token that does not name its tenant is refused, unless the login endpoint of this tenant issued
        it.
    type: str
  home_tenant:
    description:
      - The tenant that the task is for, as tenant ID or verified domain. Nothing is sent to Microsoft Graph if the
        access token is for another tenant, or if the tenant of the token is unknown.
      - This option is not part of the credentials. So an inventory can name its home tenant, and the credentials can
        come from elsewhere.
    type: str
  client_id:
    description:
      - The application (client) ID.
      - If it is not given, E(ENTRA_CLIENT_ID) or E(AZURE_CLIENT_ID) is used.
    type: str
  client_secret:
    description:
      - A client secret of the application.
      - If the task contains no credentials at all, the first of E(ENTRA_CLIENT_SECRET), E(AZURE_CLIENT_SECRET),
        E(AZURE_SECRET) that is set is used. Credentials of a task are never combined with credentials of the
        environment.
    type: str
  certificate_path:
    description:
      - A file with the application's certificate and its private key, as PEM (in any order, with or without the chain)
        or as PFX. The file must be on the host where the module runs.
      - The chain is sent as well, so that the application may trust the subject and issuer instead of a certificate.
      - If the task contains no credentials at all, the first of E(ENTRA_CERTIFICATE_PATH),
        E(AZURE_CLIENT_CERTIFICATE_PATH), E(AZURE_X509_CERTIFICATE_PATH) that is set is used.
    type: path
  certificate_password:
    description:
      - The password of O(certificate_path).
      - If the task contains no credentials at all, E(AZURE_CLIENT_CERTIFICATE_PASSWORD) is used.
    type: str
  federated_token:
    description:
      - A token of another identity provider that the application trusts (workload identity federation).
    type: str
  federated_token_file:
    description:
      - A file with a token as in O(federated_token). The file is read again for each login, because platforms such as
        AKS, or AWX's workload identity, replace its content before the token expires.
      - If the task contains no credentials at all, E(AZURE_FEDERATED_TOKEN_FILE) is used.
    type: path
  access_token:
    description:
      - A token for Microsoft Graph that was obtained elsewhere. The module cannot renew it.
      - If the task contains no credentials at all, E(ENTRA_ACCESS_TOKEN) is used.
    type: str
  auth_method:
    description:
      - The method to authenticate.
      - V(auto) uses the first credentials that are given, in the order V(access_token), V(client_secret),
        V(certificate), V(workload_identity). Two of them in one task are an error, unless this option selects one.
      - V(managed_identity) uses the identity of the Azure resource that the module runs on. With O(client_id) it uses
        a user-assigned identity. V(azure_cli) uses the account that is logged in to C(az). V(auto) never chooses these
        two methods.
      - If it is not given, E(ENTRA_AUTH_METHOD) is used, or else V(auto).
    type: str
    choices: [auto, access_token, client_secret, certificate, workload_identity, managed_identity, azure_cli]
  cloud:
    description:
      - The Microsoft cloud that the home tenant is in.
      - If it is not given, E(AZURE_CLOUD_ENVIRONMENT) is used, or else V(global). The variable contains one of Azure's
        own names C(AzureCloud), C(AzureUSGovernment) and C(AzureChinaCloud).
    type: str
    choices: [global, usgov, usgov_dod, china]
  graph_url:
    description:
      - Another address of Microsoft Graph, such as the address of a proxy; scheme and host only. V(http) is allowed on
        a loopback address only. The token, which is issued for the Graph of the O(cloud), is sent to this address.
      - If it is not given, E(ENTRA_GRAPH_URL) is used.
    type: str
  authority_url:
    description:
      - Another address of the login endpoint; scheme and host only, as with O(graph_url).
      - If it is not given, E(ENTRA_AUTHORITY_URL) is used.
    type: str
  ca_path:
    description:
      - A file with the certificates, in PEM form, of the authorities to trust, for example the authority of a proxy
        that inspects TLS. Or a folder of such files that was prepared with C(openssl rehash). Verification cannot be
        switched off.
      - If it is not given, E(ENTRA_CA_PATH) is used. C(~) and variables in it are expanded, as in the option.
      - The option and E(ENTRA_CA_PATH) override E(REQUESTS_CA_BUNDLE) and E(CURL_CA_BUNDLE), which are used if neither
        is given.
      - A file or folder without certificates is refused before any request, also if a variable names it.
    type: path
  api_version:
    description:
      - The version of Microsoft Graph. Some settings exist in V(beta) only, which Microsoft does not support in
        production.
    type: str
    choices: [v1.0, beta]
    default: v1.0
  timeout:
    description:
      - The number of seconds to make a connection. Then the number of seconds from the sending of a request to the
        last byte of its answer. More than 0 and at most 1,000,000.
      - It applies to each attempt; O(retry_time) applies to all attempts together. A server that sends an answer
        slowly, byte by byte, gets no more time.
    type: float
    default: 30
  retry_time:
    description:
      - Seconds that the retries of one request may take in all. A request is retried if Graph throttles, if Graph is
        unavailable, or if the connection breaks. 0 to 1,000,000; with V(0) no request is sent twice.
    type: float
    default: 180
requirements:
  - requests >= 2.33 (its releases on PyPI need Python 3.10)
  - msal >= 1.35 (unless O(access_token) is used)
notes:
  - L(Least privilege,https://github.com/entra-collections/entra.cross_tenant/blob/main/docs/security.md#least-privilege)
    lists the permissions of all modules, and the roles that a signed-in user needs.
seealso:
  - name: Log in to Microsoft Graph
    description: Each way to log in, its typical errors, and the permissions.
    link: https://github.com/entra-collections/entra.cross_tenant/blob/main/docs/authentication.md
  - name: Find the cause of an error
    description: Errors of Microsoft Graph, of the network and of this collection, and what helps.
    link: https://github.com/entra-collections/entra.cross_tenant/blob/main/docs/troubleshooting.md
"""
