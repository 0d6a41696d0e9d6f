#pragma once

#include <QSGMaterial>
#include <QSGTexture>

#include <memory>

namespace causeway::app::canvas {

/// Glyph pictures of one texture, each tinted with the colour of its vertices.
class GlyphMaterial final : public QSGMaterial
{
public:
    GlyphMaterial();

    QSGTexture* texture() const { return m_texture.get(); }
    void setTexture(std::shared_ptr<QSGTexture> texture) { m_texture = std::move(texture); }

    QSGMaterialType* type() const override;
    QSGMaterialShader* createShader(QSGRendererInterface::RenderMode mode) const override;
    int compare(const QSGMaterial* other) const override;

private:
    std::shared_ptr<QSGTexture> m_texture;
};

} // namespace causeway::app::canvas
