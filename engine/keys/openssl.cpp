#include "engine/keys/openssl.h"

#include "engine/base/assert.h"

#include <openssl/err.h>

namespace causeway::keys {

namespace {

/// Takes the value over.
void add(GENERAL_NAMES& names, int type, void* value)
{
    GENERAL_NAME* const name = GENERAL_NAME_new();
    CAUSEWAY_ASSERT(name && value);
    GENERAL_NAME_set0_value(name, type, value);
    CAUSEWAY_ASSERT(sk_GENERAL_NAME_push(&names, name) > 0);
}

void addText(GENERAL_NAMES& names, int type, const std::string& text)
{
    ASN1_IA5STRING* const value = ASN1_IA5STRING_new();
    CAUSEWAY_ASSERT(value && ASN1_STRING_set(value, text.data(), static_cast<int>(text.size())) == 1);
    add(names, type, value);
}

} // namespace

Error openSslError(ErrorCode code, std::string_view what)
{
    const unsigned long newest = ERR_peek_last_error();
    const char* const reason = newest ? ERR_reason_error_string(newest) : nullptr;
    ERR_clear_error();
    return makeError(code, "{}: {}", what, reason ? reason : "no reason given");
}

OpenSslPointer<BIO> readerOf(std::string_view bytes)
{
    OpenSslPointer<BIO> reader(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
    CAUSEWAY_ASSERT(reader); // Only memory exhaustion fails here.
    return reader;
}

std::string contentOf(BIO& memory)
{
    const char* data = nullptr;
    const long size = BIO_get_mem_data(&memory, &data);
    return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

int refusePassphrase(char*, int, int, void*)
{
    return -1;
}

std::vector<std::string> uriNamesOf(const GENERAL_NAMES* names)
{
    std::vector<std::string> uris;
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names); ++i) {
        const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names, i);
        if (name->type != GEN_URI)
            continue;
        const ASN1_IA5STRING* const text = name->d.uniformResourceIdentifier;
        uris.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                          static_cast<std::size_t>(ASN1_STRING_length(text)));
    }
    return uris;
}

OpenSslPointer<GENERAL_NAMES> generalNamesOf(const std::vector<std::string>& uris,
                                             const std::vector<std::string>& hosts)
{
    OpenSslPointer<GENERAL_NAMES> names(GENERAL_NAMES_new());
    CAUSEWAY_ASSERT(names);
    for (const std::string& uri : uris)
        addText(*names, GEN_URI, uri);
    for (const std::string& host : hosts) {
        if (ASN1_OCTET_STRING* const address = a2i_IPADDRESS(host.c_str()))
            add(*names, GEN_IPADD, address);
        else
            addText(*names, GEN_DNS, host);
    }
    ERR_clear_error(); // A DNS name is not an IP literal; nothing else was left there.
    return names;
}

} // namespace causeway::keys
