# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  tenant:
    description:
      - The home tenant, to which the credentials belong, as tenant ID or verified domain.
      - Taken from the first of E(ENTRA_TENANT), E(AZURE_TENANT_ID), E(AZURE_TENANT) that is set, if not given.
      - Before anything is sent to Microsoft Graph, the tenant of the access token (C(tid)) is compared with it, however
        the token was obtained. Which tenant a domain stands for is asked of the login endpoint. A token that does not
        say its tenant is refused, unless the login endpoint of this tenant issued it.
    type: str
  home_tenant:
    description:
      - The tenant that is meant, as tenant ID or verified domain, whatever credentials there are. Nothing is sent to
        Microsoft Graph if the access token is for another tenant, or if that cannot be told.
      - It is no part of the credentials, so that an inventory can say what home tenant it is for.
    type: str
  client_id:
    description:
      - The application (client) ID.
      - Taken from E(ENTRA_CLIENT_ID) or E(AZURE_CLIENT_ID), if not given.
    type: str
  client_secret:
    description:
      - A client secret of the application.
      - Taken from the first of E(ENTRA_CLIENT_SECRET), E(AZURE_CLIENT_SECRET), E(AZURE_SECRET) that is set, if the task
        gives no other proof of who we are. A task's own proof is never combined with one of the
        environment.
    type: str
  certificate_path:
    description:
      - A file on the host where this runs, with the application's certificate and its private key, as PEM (in any
        order, with or without the chain) or as PFX.
      - The chain is sent as well, so that the application may trust the subject and issuer instead of a certificate.
      - Taken from the first of E(ENTRA_CERTIFICATE_PATH), E(AZURE_CLIENT_CERTIFICATE_PATH),
        E(AZURE_X509_CERTIFICATE_PATH) that is set, like O(client_secret).
    type: path
  certificate_password:
    description:
      - The password of O(certificate_path).
      - Taken from E(AZURE_CLIENT_CERTIFICATE_PASSWORD), like O(client_secret).
    type: str
  federated_token:
    description:
      - A token of another identity provider that the application trusts (workload identity federation).
    type: str
  federated_token_file:
    description:
      - A file with such a token. It is read again for each login, since platforms such as AKS, or AWX's workload
        identity, replace its content before it expires.
      - Taken from E(AZURE_FEDERATED_TOKEN_FILE), like O(client_secret).
    type: path
  access_token:
    description:
      - A token for Microsoft Graph that was obtained elsewhere. It is used as it is and cannot be renewed.
      - Taken from E(ENTRA_ACCESS_TOKEN), like O(client_secret).
    type: str
  auth_method:
    description:
      - How to prove who we are.
      - V(auto) takes what is given, in the order V(access_token), V(client_secret), V(certificate),
        V(workload_identity). Two of them in one task are an error, unless this option says which one counts.
      - V(managed_identity) is the identity of the Azure resource that this runs on; with O(client_id) a
        user-assigned one. V(azure_cli) is whoever is logged in to C(az). Both have to be chosen.
      - Taken from E(ENTRA_AUTH_METHOD), if not given; else V(auto).
    type: str
    choices: [auto, access_token, client_secret, certificate, workload_identity, managed_identity, azure_cli]
  cloud:
    description:
      - The Microsoft cloud that the home tenant is in.
      - Taken from E(AZURE_CLOUD_ENVIRONMENT), if not given, which holds one of Azure's own names C(AzureCloud),
        C(AzureUSGovernment) and C(AzureChinaCloud); else V(global).
    type: str
    choices: [global, usgov, usgov_dod, china]
  graph_url:
    description:
      - Another address of Microsoft Graph, such as that of a proxy; scheme and host only. V(http) is allowed on a
        loopback address only. The token, which is issued for the Graph of the O(cloud), is sent there.
      - Taken from E(ENTRA_GRAPH_URL), if not given.
    type: str
  authority_url:
    description:
      - Another address of the login endpoint; scheme and host only, as with O(graph_url).
      - Taken from E(ENTRA_AUTHORITY_URL), if not given.
    type: str
  ca_path:
    description:
      - A file with the certificates, in PEM form, of the authorities to trust, for example that of a proxy that
        inspects TLS; or a folder of such files that C(openssl rehash) has seen. Verification cannot be switched off.
      - It beats E(REQUESTS_CA_BUNDLE) and E(CURL_CA_BUNDLE), which count if it is not given.
      - Taken from E(ENTRA_CA_PATH), if not given, where C(~) and variables are expanded as in the option.
      - Whichever of them counts, a file or folder without certificates is refused before any request.
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
      - Seconds in which a connection has to be made, and seconds from the sending of a request in which its answer has
        to be complete. More than 0 and at most 1,000,000.
      - It goes for each attempt, O(retry_time) for all of them. An answer that comes in drips has no more time than
        another one.
    type: float
    default: 30
  retry_time:
    description:
      - Seconds that the retries of one request may take in all, when Graph throttles, is unavailable, or the connection
        breaks. 0 to 1,000,000; with V(0) no request is sent twice.
    type: float
    default: 180
requirements:
  - requests >= 2.33
  - msal >= 1.35 (unless O(access_token) is used)
notes:
  - Application permission for reading is C(Policy.Read.All), for writing C(Policy.ReadWrite.CrossTenantAccess), for
    looking up tenants C(CrossTenantInformation.ReadBasic.All).
"""
