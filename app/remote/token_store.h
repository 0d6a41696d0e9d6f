#pragma once

#include "engine/base/result.h"

#include <QObject>
#include <QString>

#include <functional>
#include <string>

namespace causeway::app {

/// Keeps the tokens of contexts: in the keychain of the desktop, and where there is none in files (0600) of their own.
///
/// Errors:  PermissionDenied where there is a keychain and it does not let us: locked, or its user said no. Then
/// nothing
///          is written elsewhere.
/// Threads: the GUI thread's; callbacks come later, on it, and not any more once this is gone.
class TokenStore : public QObject
{
    Q_OBJECT

public:
    enum class Place
    {
        Keychain,
        File
    };
    using Read = std::function<void(Result<std::string>)>;
    using Written = std::function<void(Result<Place>)>;

    /// `folder` is where files go.
    explicit TokenStore(QString folder, QObject* parent = nullptr);

    /// NotFound where there is none of that name.
    void read(const QString& name, const Read& done);
    void write(const QString& name, const std::string& token, const Written& done);
    void remove(const QString& name);
    /// Asks the desktop whether it has a keychain.
    void probe(std::function<void(Place)> done);

private:
    std::string fileOf(const QString& name) const;
    Result<Place> writeFile(const QString& name, const std::string& token) const;

    QString m_folder;
};

} // namespace causeway::app
