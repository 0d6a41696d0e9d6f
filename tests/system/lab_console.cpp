#include "tests/system/lab_console.h"

#include "app/lab_words.h"
#include "app/remote/remote_cluster.h"

#include <QAccessible>
#include <QDir>
#include <QTest>

#include <algorithm>

namespace causeway::test {

namespace {

constexpr int activationTimeoutMs = 20'000;

/// The lab in this process; with `seen` the console reaches it over its API, as it would one elsewhere.
class LabCluster final : public app::RunningCluster
{
public:
    LabCluster(std::unique_ptr<runtime::LabEngine> lab, std::unique_ptr<app::RemoteCluster> seen)
        : m_lab(std::move(lab))
        , m_seen(std::move(seen))
    {
    }

    api::ClusterPort& port() override { return m_seen ? *m_seen : m_lab->port(); }
    QString entrance() const override
    {
        return QString::fromStdString(m_seen ? m_seen->hello().entrance : m_lab->gatewayUrl());
    }
    std::string author() const override { return m_seen ? m_seen->hello().tokenName : std::string(); }

private:
    std::unique_ptr<runtime::LabEngine> m_lab;
    std::unique_ptr<app::RemoteCluster> m_seen;
};

/// The first visible item for which `wanted` holds, or null.
template <typename Wanted>
QQuickItem* findItem(QQuickItem* item, const Wanted& wanted)
{
    if (!item->isVisible())
        return nullptr;
    if (wanted(*item))
        return item;
    for (QQuickItem* child : item->childItems()) {
        if (QQuickItem* found = findItem(child, wanted))
            return found;
    }
    return nullptr;
}

// By then the console shows the route that most of them take.
constexpr std::uint64_t requestsToBeLive = 30;

// Names a folder for what is shown; nothing is started there.
runtime::LocalLabOptions shownOnly()
{
    runtime::LocalLabOptions options;
    options.dataFolder = "/var/lib/causeway";
    return options;
}

} // namespace

LabConsole::LabConsole(runtime::LocalLabOptions options, QSize size)
    : m_options(std::move(options))
    , m_startup(target(), "tester")
    , m_clusters(m_startup, m_contexts,
                 {target(), true, m_folder.filePath(QStringLiteral("tokens")), "test",
                  app::ConnectionForm::overTheNetwork("test")})
    , m_window(m_startup, m_clusters)
{
    m_startup.setAttach([] { return Result<>(); });
    window().resize(size);
}

LabConsole::LabConsole(Error failure, QSize size)
    : LabConsole(shownOnly(), size)
{
    m_failure = std::move(failure);
}

app::StartTarget LabConsole::target()
{
    return {[this](const auto& progress) { return startLab(progress); }, app::labWaitingText(),
            [folder = QString::fromStdString(m_options.dataFolder.string())](const Error& error) {
                return app::labWords(error, folder);
            }};
}

Result<std::unique_ptr<app::RunningCluster>> LabConsole::startLab(const app::Startup::Progress& progress)
{
    if (m_failure)
        return causeway::failure(*m_failure);
    ASSIGN_OR_RETURN(auto lab, runtime::LabEngine::start(m_options, progress));
    m_lab = lab.get();
    if (!qEnvironmentVariableIsSet("CAUSEWAY_TEST_CONNECTED"))
        return std::make_unique<LabCluster>(std::move(lab), nullptr);
    ASSIGN_OR_RETURN(const auto target, app::targetOfLab(QString::fromStdString(m_options.dataFolder.string())));
    auto attempt = app::RemoteCluster::connect(target, "test");
    if (!attempt.cluster)
        return causeway::failure(ErrorCode::Unavailable, "{}", attempt.error.sentence);
    return std::make_unique<LabCluster>(std::move(lab), std::move(attempt.cluster));
}

bool LabConsole::open()
{
    window().requestActivate();
    m_startup.begin();
    return QTest::qWaitForWindowActive(&window(), activationTimeoutMs);
}

bool LabConsole::isLive()
{
    if (m_startup.state() != app::Startup::State::Running)
        return false;
    const api::RouteView* shown = route();
    return shown && shown->traffic.requests >= requestsToBeLive && find(QStringLiteral("splitGrip0"));
}

bool LabConsole::isApplied()
{
    const auto& revisions = view().recentRevisions;
    if (revisions.empty() || revisions.front().number != view().headRevision)
        return false;
    const api::PropagationView& propagation = revisions.front().propagation;
    return propagation.concerned > 0 && propagation.applied == propagation.concerned;
}

std::uint64_t LabConsole::headRevision()
{
    return view().headRevision;
}

const api::RouteView* LabConsole::route()
{
    const std::string id = console().selection()->routeId().toStdString();
    const auto found = std::ranges::find(view().routes, id, &api::RouteView::id);
    return found == view().routes.end() ? nullptr : &*found;
}

std::uint32_t LabConsole::weightOf(const std::string& service)
{
    const api::RouteView* shown = route();
    if (!shown)
        return 0;
    const auto found = std::ranges::find(shown->backends, service, &api::BackendView::service);
    return found == shown->backends.end() ? 0 : found->weight;
}

RouteCounts LabConsole::counted() const
{
    RouteCounts counts;
    for (const lab::InstanceReport& instance : m_lab->counted()) {
        for (const char* api : {"list-disputes", "open-dispute", "send-evidence", "statement"}) {
            const auto found = instance.requestsByApi.find(api);
            if (found != instance.requestsByApi.end())
                (instance.service == "disputes" ? counts.disputes : counts.monolith) += found->second;
        }
    }
    return counts;
}

QQuickItem* LabConsole::find(const QString& objectName)
{
    return findItem(window().contentItem(), [&](const QQuickItem& item) { return item.objectName() == objectName; });
}

QQuickItem* LabConsole::findNamed(const QString& accessibleName)
{
    return findItem(window().contentItem(), [&](QQuickItem& item) {
        const QAccessibleInterface* face = QAccessible::queryAccessibleInterface(&item);
        return face && face->text(QAccessible::Name) == accessibleName;
    });
}

bool LabConsole::shows(const QString& part)
{
    return findItem(window().contentItem(), [&](const QQuickItem& item) {
               return item.inherits("QQuickText") && item.property("text").toString().contains(part);
           }) != nullptr;
}

QPoint LabConsole::grip()
{
    const QQuickItem* item = find(QStringLiteral("splitGrip0"));
    return item ? middleOf(*item) : QPoint();
}

QPoint LabConsole::middleOf(const QQuickItem& item) const
{
    return item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint();
}

QPoint LabConsole::placeAt(double position)
{
    const auto* arc = qobject_cast<app::canvas::SplitArc*>(find(QStringLiteral("splitArc")));
    return arc->mapToScene(arc->geometry().pointAt(app::canvas::ArcGeometry::angleOf(position))).toPoint();
}

void LabConsole::press(const QPoint& point)
{
    QTest::mousePress(&window(), Qt::LeftButton, {}, point);
}

void LabConsole::move(const QPoint& point)
{
    QTest::mouseMove(&window(), point);
}

void LabConsole::letGo(const QPoint& point)
{
    QTest::mouseRelease(&window(), Qt::LeftButton, {}, point);
}

void LabConsole::key(Qt::Key key, Qt::KeyboardModifiers modifiers)
{
    QTest::keyClick(&window(), key, modifiers);
}

bool LabConsole::save(const QString& name)
{
    QTest::qWait(100); // A few frames; nothing tells when the last thing asked for is on the screen.
    const QDir folder(QStringLiteral(CAUSEWAY_SCREENSHOTS));
    const QString size = QStringLiteral("%1x%2").arg(window().width()).arg(window().height());
    return folder.mkpath(QStringLiteral(".")) &&
           window().grabWindow().save(folder.filePath(QStringLiteral("%1-%2.png").arg(name, size)));
}

} // namespace causeway::test
