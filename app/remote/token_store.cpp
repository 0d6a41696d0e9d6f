#include "app/remote/token_store.h"

#include "app/remote/remote_target.h"
#include "engine/base/digest.h"
#include "engine/base/files.h"

#include <QFile>
#include <qt6keychain/keychain.h>

namespace causeway::app {

namespace {

const QString service = QStringLiteral("causeway");

/// Runs a job of the keychain, which ends itself.
template <typename Job, typename Done>
void run(Job* job, const QString& key, QObject& receiver, Done done)
{
    job->setAutoDelete(true);
    job->setInsecureFallback(false); // Never in a plain file that others may read.
    job->setKey(key);
    QObject::connect(job, &QKeychain::Job::finished, &receiver,
                     [done](QKeychain::Job* ended) { done(static_cast<Job&>(*ended)); });
    job->start();
}

bool isDenied(const QKeychain::Job& job)
{
    return job.error() == QKeychain::AccessDenied || job.error() == QKeychain::AccessDeniedByUser;
}

Error denialOf(const QKeychain::Job& job)
{
    return makeError(ErrorCode::PermissionDenied, "the keychain of this desktop says no ({}): unlock it and try again",
                     job.errorString().toStdString());
}

} // namespace

TokenStore::TokenStore(QString folder, QObject* parent)
    : QObject(parent)
    , m_folder(std::move(folder))
{
}

/// The file that is there decides: it was written when there was no keychain.
void TokenStore::read(const QString& name, const Read& done)
{
    const QString file = QString::fromStdString(fileOf(name));
    if (QFile::exists(file))
        return done(tokenFromFile(file));
    run(new QKeychain::ReadPasswordJob(service), name, *this, [file, done](QKeychain::ReadPasswordJob& job) {
        if (job.error() == QKeychain::NoError)
            done(job.textData().toStdString());
        else if (isDenied(job))
            done(failure(denialOf(job)));
        else
            done(failure(ErrorCode::NotFound, "its token is neither in a keychain nor in {}", file.toStdString()));
    });
}

void TokenStore::write(const QString& name, const std::string& token, const Written& done)
{
    auto* const job = new QKeychain::WritePasswordJob(service);
    job->setTextData(QString::fromStdString(token));
    run(job, name, *this, [this, name, token, done](QKeychain::WritePasswordJob& ended) {
        if (isDenied(ended))
            return done(failure(denialOf(ended)));
        if (ended.error() != QKeychain::NoError)
            return done(writeFile(name, token));
        QFile::remove(QString::fromStdString(fileOf(name)));
        done(Place::Keychain);
    });
}

void TokenStore::remove(const QString& name)
{
    QFile::remove(QString::fromStdString(fileOf(name)));
    run(new QKeychain::DeletePasswordJob(service), name, *this, [](QKeychain::DeletePasswordJob&) {});
}

void TokenStore::probe(std::function<void(Place)> done)
{
    run(new QKeychain::ReadPasswordJob(service), QStringLiteral("probe"), *this,
        [done = std::move(done)](QKeychain::ReadPasswordJob& job) {
            const bool isThere =
                job.error() == QKeychain::NoError || job.error() == QKeychain::EntryNotFound || isDenied(job);
            done(isThere ? Place::Keychain : Place::File);
        });
}

std::string TokenStore::fileOf(const QString& name) const
{
    return m_folder.toStdString() + "/" + sha256(name.toStdString()).hex().substr(0, 16) + ".token";
}

Result<TokenStore::Place> TokenStore::writeFile(const QString& name, const std::string& token) const
{
    RETURN_IF_ERROR(ensurePrivateFolder(m_folder.toStdString()));
    RETURN_IF_ERROR(replaceFile(fileOf(name), token + '\n', FileAccess::OwnerOnly));
    return Place::File;
}

} // namespace causeway::app
